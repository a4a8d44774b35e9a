import { addressKey } from '../../core/index.ts';
import { groupsWith, leaveGroup, membersOf, noteGroup, noteMember } from '../groups.ts';
import { noteRoomTalk } from './note-contact.ts';
import type { CorpParts } from './sync-contacts.ts';

/** Every room of customers: what it is called, how many are in it, and which customers. */
export async function syncRooms(parts: CorpParts, now: number): Promise<void> {
  const rooms = await parts.directory.rooms();
  for (const id of rooms) await syncRoom(parts, id, now);
  const listed = new Set(rooms.map((id) => addressKey(parts.addressOf(id))));
  const { channel, account } = parts.addressOf('any');
  const gone = (await groupsWith(parts.storage.db)).filter(
    ({ address }) => address.channel === channel && address.account === account && !listed.has(addressKey(address)),
  );
  for (const { address } of gone) await parts.storage.transact((tx) => leaveGroup(tx, address, now));
}

export async function syncRoom(parts: CorpParts, id: string, now: number): Promise<void> {
  const { storage, directory, addressOf } = parts;
  const room = await directory.room(id);
  const address = addressOf(id);
  await storage.transact(async (tx) => {
    if (room === null) return leaveGroup(tx, address, now);
    const title = room.title === '' ? {} : { title: room.title };
    await noteGroup(tx, { address, members: room.members, ...title }, now);
    await noteRoomTalk(tx, address, room.title, now);
    const present = new Set<string>();
    for (const { id: customer, name } of room.customers) {
      const member = addressOf(customer);
      present.add(addressKey(member));
      await noteMember(tx, address, { address: member, present: true, ...(name === null ? {} : { name }) }, now);
    }
    const left = (await membersOf(tx, address)).filter(({ addressKey: key }) => !present.has(key));
    for (const { addressKey: key } of left)
      await tx
        .deleteFrom('group_members')
        .where('group_key', '=', addressKey(address))
        .where('address_key', '=', key)
        .execute();
  });
}
