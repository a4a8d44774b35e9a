import { App, Select } from 'antd';
import type { ReactNode } from 'react';
import type { Room } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { explain } from '../shell/explain.ts';
import { useNow } from '../shell/now.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { channelName } from '../words/channel-names.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';

/** Rooms of customers that the bot is in, with the tags by which campaigns choose them. */
export function RoomList(): ReactNode {
  const { customers } = useWords();
  const rooms = useCall('rooms', {});
  return (
    <>
      <p className="soft">{customers.roomsHint}</p>
      <Loaded query={rooms}>
        {({ items }) => (items.length === 0 ? <Blank title={customers.noRooms} /> : <RoomTable items={items} />)}
      </Loaded>
    </>
  );
}

function RoomTable({ items }: { items: Room[] }): ReactNode {
  const words = useWords();
  const { customers, care, inbox } = words;
  const language = useLanguage();
  const now = useNow();
  return (
    <WideTable<Room>
      label={customers.tabs.rooms}
      rowKey="key"
      dataSource={items}
      expandable={{ expandedRowRender: (room) => <Members room={room.key} /> }}
      columns={[
        { title: customers.column.name, render: (_, room) => room.title ?? inbox.noName },
        { title: care.column.channel, render: (_, room) => channelName(words, room.channel) },
        { title: customers.column.members, align: 'right', render: (_, room) => room.members ?? '–' },
        { title: customers.column.tags, width: '40%', render: (_, room) => <RoomTags room={room} all={items} /> },
        { title: customers.column.joined, render: (_, room) => moment(room.joinedAt, now, language) },
      ]}
    />
  );
}

function RoomTags({ room, all }: { room: Room; all: Room[] }): ReactNode {
  const words = useWords();
  const { message } = App.useApp();
  const change = useChange('tagRoom', ['rooms']);
  const set = (tag: string, on: boolean) =>
    change.mutate(
      { params: { room: room.key }, body: { tag, on } },
      { onError: (failure) => void message.error(explain(failure, words)) },
    );
  const known = [...new Set(all.flatMap(({ tags }) => tags))];
  return (
    <Select
      mode="tags"
      className="room-tags"
      aria-label={put(words.customers.tagsOf, room.title ?? '')}
      value={room.tags}
      options={known.map((tag) => ({ value: tag, label: tag }))}
      onSelect={(tag: string) => set(tag, true)}
      onDeselect={(tag: string) => set(tag, false)}
    />
  );
}

function Members({ room }: { room: string }): ReactNode {
  const { customers, inbox } = useWords();
  const members = useCall('roomMembers', { params: { room } });
  return (
    <Loaded query={members}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{customers.noMembers}</p>
        ) : (
          <p className="chips">
            {items.map(({ key, name }) => (
              <span key={key} className="chip">
                {name ?? inbox.noName}
              </span>
            ))}
          </p>
        )
      }
    </Loaded>
  );
}
