import { type AccountId, type Address, ChannelId, PeerId } from '../../core/index.ts';

export const TELEGRAM = ChannelId.parse('telegram');

/** Where a send goes, in the Bot API's words. */
export interface Target {
  chat_id: number;
  message_thread_id?: number;
}

/**
 * The address of a chat, or of one topic of a forum: "-1001234567890#42". A private chat has the id of its person,
 * so a person's address is the same in a private chat and as the author in a group.
 */
export function addressOf(account: AccountId, chatId: number, threadId?: number): Address {
  const peer = threadId === undefined ? String(chatId) : `${chatId}#${threadId}`;
  return { channel: TELEGRAM, account, peer: PeerId.parse(peer) };
}

/** Null when the peer was not made by this channel. */
export function targetOf(peer: PeerId): Target | null {
  const match = /^(-?\d{1,16})(?:#(\d{1,16}))?$/.exec(peer);
  if (match === null) return null;
  const [, chat, thread] = match;
  return { chat_id: Number(chat), ...(thread === undefined ? {} : { message_thread_id: Number(thread) }) };
}
