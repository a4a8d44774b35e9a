import { type Channel, type IncomingMessage, sameAddress } from '../../core/index.ts';
import { joinByPhone, leaveGroup, moveGroup, noteGroup, noteMember, phoneOf } from '../../customers/index.ts';
import type { Tx } from '../../storage/index.ts';
import type { Conversation } from '../conversation.ts';

/**
 * What the platform itself tells about rooms, their members and a person's phone, in the turn's transaction. Joining two
 * identities moves this conversation to the surviving one, so it is the last thing that a turn does.
 */
export async function notePeople(
  tx: Tx,
  channels: readonly Channel[],
  conversation: Conversation,
  messages: readonly IncomingMessage[],
  now: number,
): Promise<void> {
  for (const message of messages) {
    if (message.group) await noteRoom(tx, channels, message, now);
    const phone = message.verifiedPhone === undefined ? null : phoneOf(message.verifiedPhone);
    if (phone !== null && !conversation.isGroup)
      await joinByPhone(tx, conversation.customer, phone, { source: `${message.from.channel}-contact`, at: now });
  }
}

async function noteRoom(tx: Tx, channels: readonly Channel[], message: IncomingMessage, now: number): Promise<void> {
  const { from, group, content, profile, roomTitle } = message;
  if (group === undefined) return;
  const channel = channels.find(({ id, account }) => id === group.channel && account === group.account);
  // All topics of a room are one room.
  const address = channel?.topics?.roomOf(group) ?? group;
  const title = roomTitle === undefined ? {} : { title: roomTitle };
  if (content.kind === 'moved') return moveGroup(tx, address, content.to);
  const self = content.kind === 'presence' && content.self === true;
  if (self && content.event !== 'joined') return leaveGroup(tx, address, now);
  await noteGroup(tx, { address, ...title }, now);
  // Who writes in the name of the room is no member of it.
  if (self || sameAddress(from, address)) return;
  const present = content.kind !== 'presence' || content.event === 'joined';
  const name = profile?.name === undefined ? {} : { name: profile.name };
  await noteMember(tx, address, { address: from, ...name, present }, now);
}
