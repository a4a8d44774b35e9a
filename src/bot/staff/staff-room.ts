import {
  type Address,
  addressKey,
  type Channel,
  ChoiceId,
  type Locale,
  sameAddress,
  type Topics,
} from '../../core/index.ts';

/** The supergroup in which the staff meets the customers, one topic each. */
export interface StaffRoom {
  room: Address;
  /** The language of cards and buttons. */
  locale: Locale;
}

export function isInStaffRoom(
  staff: StaffRoom | null,
  channels: readonly Channel[],
  group: Address | undefined,
): boolean {
  if (staff === null || group === undefined) return false;
  const topics = topicsOf(staff, channels);
  return topics !== null && sameAddress(topics.roomOf(group), staff.room);
}

/** Null when the room's platform is not connected here, or has no topics. */
export function topicsOf({ room }: StaffRoom, channels: readonly Channel[]): Topics | null {
  const channel = channels.find(({ id, account }) => id === room.channel && account === room.account);
  return channel?.topics ?? null;
}

export type StaffAct = 'take' | 'return' | 'resolve' | 'note';

export function staffChoice(act: StaffAct): ChoiceId {
  return ChoiceId.parse(`staff:${act}`);
}

/** A button of the card, or the same as a command: "/take". */
export function staffActOf(text: string): StaffAct | null {
  const name = /^(?:staff:|\/)(take|return|resolve|note)(?:@\w+)?$/.exec(text.trim())?.[1];
  return name === 'take' || name === 'return' || name === 'resolve' || name === 'note' ? name : null;
}

export function topicQueue(topic: Address): string {
  return `topic:${addressKey(topic)}`;
}
