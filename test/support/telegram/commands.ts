import type { Fault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import type { WireEntity, WireMessage, WireUpdate } from './wire.ts';
import type { BotStanding } from './world.ts';

/**
 * All that a test may do to the peer, as plain data in and out: the same for a peer in this process and for one in a
 * process of its own, reached over HTTP.
 */
export interface PeerCommands {
  addUser(user: {
    id?: number;
    firstName?: string;
    lastName?: string;
    username?: string;
    languageCode?: string;
    /** `member` when absent: the person has started the bot before. */
    standing?: BotStanding;
  }): Promise<{ id: number }>;
  addGroup(group: {
    id?: number;
    title?: string;
    type?: 'group' | 'supergroup';
    forum?: boolean;
    members: number[];
    standing?: BotStanding;
  }): Promise<{ id: number }>;
  /** A person writes. `content` carries any other message field (photo, sticker, forwarded, …). */
  say(words: {
    userId: number;
    chatId?: number;
    text?: string;
    entities?: WireEntity[];
    threadId?: number;
    content?: Record<string, unknown>;
  }): Promise<{ updateId: number | null; messageId: number }>;
  edit(words: {
    userId: number;
    chatId?: number;
    messageId: number;
    text: string;
  }): Promise<{ updateId: number | null }>;
  /** Presses the newest button with that label or callback data; throws when there is none. */
  press(press: {
    userId: number;
    chatId?: number;
    button: string;
  }): Promise<{ updateId: number | null; callbackId: string }>;
  /** How a callback query was answered; null while it was not. */
  callbackAnswer(query: { callbackId: string }): Promise<Record<string, unknown> | null>;
  /** The bot's standing in a chat changes: block, unblock, add, remove, mute, deactivate. */
  setStanding(change: {
    chatId: number;
    byUserId: number;
    standing: BotStanding;
  }): Promise<{ updateId: number | null }>;
  joins(change: { chatId: number; userId: number }): Promise<void>;
  leaves(change: { chatId: number; userId: number }): Promise<void>;
  /** A basic group becomes a supergroup with a new id; both service messages go out. */
  upgrade(group: { chatId: number }): Promise<{ chatId: number }>;
  deleteTopic(topic: { chatId: number; threadId: number }): Promise<void>;
  addFile(file: { fileId: string; path: string; base64: string }): Promise<void>;
  /** Queues any update as it is, apart from its id. */
  pushUpdate(update: { kind: string; chatId: number; body: unknown }): Promise<{ updateId: number | null }>;
  /** Delivers updates once more, in the order given, although they were confirmed. */
  redeliver(again: { updates: WireUpdate[]; chatId: number }): Promise<void>;
  script(fault: Fault): Promise<void>;
  clearScript(): Promise<void>;
  /** Moves the peer's clock forward. */
  advance(by: { ms: number }): Promise<void>;
  offline(): Promise<void>;
  online(): Promise<void>;
  /** The bot's messages in a chat in order of arrival, as they look now. */
  messages(chat: { chatId: number }): Promise<WireMessage[]>;
  pending(): Promise<WireUpdate[]>;
  webhook(): Promise<{ url: string } | null>;
  commandList(of: { languageCode: string }): Promise<unknown>;
  journal(from: { after: number; waitMs: number }): Promise<JournalEntry[]>;
}
