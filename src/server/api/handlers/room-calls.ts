import { addressKey } from '../../../core/index.ts';
import { type Group, groupsWith, membersOf, setGroupTag } from '../../../customers/index.ts';
import { audit } from '../../../handoff/index.ts';
import type { Storage } from '../../../storage/index.ts';
import type { ROOMS_API, Room } from '../../contract/rooms.ts';
import type { Handlers } from '../desk-parts.ts';
import { notFound } from '../refusal.ts';

export const roomCalls: Handlers<keyof typeof ROOMS_API> = {
  async rooms({ storage }) {
    return { items: (await groupsWith(storage.db)).map(roomOf) };
  },
  async roomMembers({ storage }, { params }) {
    const { address } = await roomNamed(storage, params['room']);
    const members = await membersOf(storage.db, address);
    return { items: members.map(({ addressKey: key, name }) => ({ key, name })) };
  },
  async tagRoom({ storage }, { who, params, body, now, ip }) {
    const { address } = await roomNamed(storage, params['room']);
    await storage.transact(async (tx) => {
      await setGroupTag(tx, address, body.tag, body.on, `agent:${who.agent.id}`, now);
      const action = body.on ? 'room.tag' : 'room.untag';
      await audit(tx, { actor: who.actor, action, object: `room:${addressKey(address)}`, detail: body.tag, ip }, now);
    });
    return roomOf(await roomNamed(storage, params['room']));
  },
};

async function roomNamed(storage: Storage, key: string | undefined): Promise<Group> {
  const found = (await groupsWith(storage.db)).find(({ address }) => addressKey(address) === key);
  if (!found) throw notFound();
  return found;
}

function roomOf({ address, title, members, tags, joinedAt }: Group): Room {
  return { key: addressKey(address), channel: address.channel, title, members, tags: [...tags], joinedAt };
}
