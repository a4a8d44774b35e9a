import { App, Select } from 'antd';
import type { ReactNode } from 'react';
import type { Presence } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { put, useWords } from '../words/index.ts';
import { go, inboxLink } from './route.ts';

interface PresenceSelectProps {
  presence: Presence;
  /** Conversations in one's own hands: whoever ends the day with some is asked first. */
  holding: number;
  refreshed: () => void;
}

/** How one is. Conversations stay with who leaves, so their customers would wait for nobody. */
export function PresenceSelect({ presence, holding, refreshed }: PresenceSelectProps): ReactNode {
  const words = useWords();
  const { modal } = App.useApp();
  const change = useChange('setPresence', ['colleagues', 'monitor']);
  const shown = change.isPending ? change.variables.body.presence : presence;
  const set = (value: Presence) => change.mutate({ body: { presence: value } }, { onSettled: refreshed });
  const choose = (value: Presence) => {
    if (value !== 'off' || holding === 0) return set(value);
    void modal.confirm({
      title: put(words.presence.stillHolding, holding),
      content: words.presence.stillHoldingHint,
      okText: words.presence.offAnyway,
      okButtonProps: { type: 'default' },
      cancelText: words.presence.showMine,
      cancelButtonProps: { type: 'primary' },
      autoFocusButton: 'cancel',
      onOk: () => set('off'),
      onCancel: () => go(inboxLink('mine')),
    });
  };
  return (
    <Select
      className="rail-presence"
      size="small"
      variant="borderless"
      aria-label={words.presence.label}
      value={shown}
      popupMatchSelectWidth={false}
      suffixIcon={null}
      labelRender={() => (
        <span className={`dot dot-${shown}`}>
          <span className="rail-word">{words.presence[shown]}</span>
        </span>
      )}
      options={(['on-duty', 'away', 'off'] as const).map((value) => ({
        value,
        label: <span className={`dot dot-${value}`}>{words.presence[value]}</span>,
      }))}
      onChange={choose}
    />
  );
}
