import { upgraded } from './faults.ts';
import type { Journal } from './journal.ts';
import type { UpdateQueue } from './updates.ts';
import { badRequest, Refusal, type WireChat, type WireMessage, type WireUser } from './wire.ts';

/** What the bot is to a chat. `stranger`: the person never wrote to the bot. `muted`: a member without the right to write. */
export type BotStanding = 'member' | 'administrator' | 'muted' | 'stranger' | 'blocked' | 'kicked' | 'deactivated';

export interface ChatState {
  chat: WireChat;
  bot: BotStanding;
  members: Set<number>;
  movedTo: number | null;
  topics: Map<number, { name: string; closed: boolean }>;
  messages: Map<number, WireMessage>;
  /** Ids of the bot's messages in order of arrival. */
  fromBot: number[];
  nextMessageId: number;
}

/** People, chats and their messages. Everything a person does goes through here and becomes an update. */
export interface World {
  readonly bot: WireUser;
  readonly users: Map<number, WireUser>;
  readonly chats: Map<number, ChatState>;
  readonly files: Map<string, { path: string; bytes: Uint8Array }>;
  addUser(user: WireUser, standing: BotStanding): void;
  addGroup(chat: WireChat, members: readonly number[], standing: BotStanding): void;
  /** The chat that a call of the bot means, or Telegram's refusal. */
  chatFor(id: number | string): ChatState;
  /** The same, and the bot may write there (into that topic). */
  writable(id: number | string, threadId?: number): ChatState;
  /** Puts a message of the bot into a chat. */
  post(state: ChatState, content: Record<string, unknown>, threadId?: number): WireMessage;
  /** Puts a message of a person into a chat and hands it to the bot as an update; null when the bot does not get it. */
  receive(
    state: ChatState,
    userId: number,
    content: Record<string, unknown>,
    threadId?: number,
  ): { updateId: number | null; messageId: number };
  now(): number;
  seconds(): number;
}

export function createWorld(bot: WireUser, queue: UpdateQueue, journal: Journal, now: () => number): World {
  const users = new Map<number, WireUser>();
  const chats = new Map<number, ChatState>();
  const seconds = () => Math.floor(now() / 1000);

  function addChat(chat: WireChat, members: Iterable<number>, standing: BotStanding): void {
    chats.set(chat.id, {
      chat,
      bot: standing,
      members: new Set(members),
      movedTo: null,
      topics: new Map(),
      messages: new Map(),
      fromBot: [],
      nextMessageId: 1,
    });
  }

  function chatFor(id: number | string): ChatState {
    const numeric = typeof id === 'string' && /^-?\d+$/.test(id) ? Number(id) : id;
    const state =
      typeof numeric === 'number'
        ? chats.get(numeric)
        : [...chats.values()].find(({ chat }) => chat.type !== 'private' && `@${chat.username}` === numeric);
    if (state === undefined) throw badRequest('chat not found');
    if (state.movedTo !== null) throw upgraded(state.movedTo);
    return state;
  }

  function add(state: ChatState, content: Record<string, unknown>, from: WireUser, threadId?: number): WireMessage {
    const message: WireMessage = {
      message_id: state.nextMessageId,
      from,
      chat: state.chat,
      date: seconds(),
      ...(threadId === undefined ? {} : { message_thread_id: threadId, is_topic_message: true as const }),
      ...content,
    };
    state.nextMessageId += 1;
    state.messages.set(message.message_id, message);
    return message;
  }

  return {
    bot,
    users,
    chats,
    files: new Map(),
    addUser(user, standing) {
      users.set(user.id, user);
      const { id, first_name, last_name, username } = user;
      const chat: WireChat = { id, type: 'private', first_name };
      if (last_name !== undefined) chat.last_name = last_name;
      if (username !== undefined) chat.username = username;
      addChat(chat, [id], standing);
    },
    addGroup: addChat,
    chatFor,
    writable(id, threadId) {
      const state = chatFor(id);
      refuseUnwritable(state, chats);
      if (threadId !== undefined) {
        const topic = state.topics.get(threadId);
        if (topic === undefined) throw badRequest('message thread not found');
        if (topic.closed && state.bot !== 'administrator') throw badRequest('TOPIC_CLOSED');
      }
      return state;
    },
    post(state, content, threadId) {
      const message = add(state, content, bot, threadId);
      state.fromBot.push(message.message_id);
      journal.record({ kind: 'message', chatId: state.chat.id, message });
      return message;
    },
    receive(state, userId, content, threadId) {
      const user = users.get(userId);
      if (user === undefined) throw new Error(`no such user: ${userId}`);
      const message = add(state, content, user, threadId);
      const reaches = state.bot === 'member' || state.bot === 'administrator' || state.bot === 'muted';
      const updateId = reaches ? queue.add('message', state.chat.id, message) : null;
      return { updateId, messageId: message.message_id };
    },
    now,
    seconds,
  };
}

function refuseUnwritable({ bot, chat }: ChatState, chats: ReadonlyMap<number, ChatState>): void {
  switch (bot) {
    case 'member':
    case 'administrator':
      return;
    case 'muted':
      throw badRequest('not enough rights to send text messages to the chat');
    case 'stranger': {
      const met = [...chats.values()].some(({ chat: other, members }) => other.id !== chat.id && members.has(chat.id));
      if (met) throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user");
      throw badRequest('chat not found');
    }
    case 'blocked':
      throw new Refusal(403, 'Forbidden: bot was blocked by the user');
    case 'deactivated':
      throw new Refusal(403, 'Forbidden: user is deactivated');
    case 'kicked':
      throw new Refusal(
        403,
        `Forbidden: bot was kicked from the ${chat.type === 'group' ? 'group' : 'supergroup'} chat`,
      );
    default:
      bot satisfies never;
  }
}
