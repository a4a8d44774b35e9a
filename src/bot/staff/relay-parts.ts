import { AccountId, type Address, type Channel, ChannelId, type Clock, PeerId } from '../../core/index.ts';
import type { StaffTopicsTable, Storage } from '../../storage/index.ts';
import type { Words } from '../words/words.ts';
import type { StaffRoom } from './staff-room.ts';

export interface RelayParts {
  storage: Storage;
  staff: StaffRoom;
  channels: readonly Channel[];
  words: Words;
  clock: Clock;
  /** Something was written for the topics. */
  committed: () => void;
  /** One topic failed; the others go on. */
  fault: (thrown: unknown) => void;
}

export type TopicRow = StaffTopicsTable;

/** A card that has to be written anew. */
export const STALE = '';
/** After an attempt that the platform did not take, and while another process is at it. */
export const RETRY_MS = 5_000;
export const PER_ROUND = 50;

export function topicOf({ room }: StaffRoom, row: TopicRow): Address | null {
  if (row.peer === null) return null;
  return {
    channel: ChannelId.parse(room.channel),
    account: AccountId.parse(room.account),
    peer: PeerId.parse(row.peer),
  };
}
