import { randomUUID } from 'node:crypto';
import type { PeerCommands } from './commands.ts';
import { createFaults } from './faults.ts';
import { createJournal } from './journal.ts';
import { type BotServer, createMethods } from './methods.ts';
import { createRateLimits, type EnforcedLimits } from './rate-limits.ts';
import { startApiServer } from './server.ts';
import { createPolling, createUpdateQueue } from './updates.ts';
import { createWebhookDelivery, type WebhookTimes } from './webhook.ts';
import type { WireButton, WireMessage, WireUser } from './wire.ts';
import { type BotStanding, type ChatState, createWorld } from './world.ts';

export interface PeerOptions {
  /** 0 takes a free one. */
  port?: number;
  token?: string;
  botUsername?: string;
  webhook?: Partial<WebhookTimes>;
  enforce?: EnforcedLimits;
  /** Journal entries that are kept. */
  journalLimit?: number;
}

export interface LocalPeer {
  port: number;
  token: string;
  commands: PeerCommands;
  close(): Promise<void>;
}

/** Starts the peer in this process. Its clock is the machine's, moved forward by `advance`. */
export async function startLocalPeer(options: PeerOptions = {}): Promise<LocalPeer> {
  const token = options.token ?? '7000000001:peer-token-for-tests_0123456789abc';
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const journal = createJournal(now, options.journalLimit ?? 200_000);
  const queue = createUpdateQueue(now, journal);
  const bot: WireUser = {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: 'Warmline',
    username: options.botUsername ?? 'warmline_test_bot',
  };
  const world = createWorld(bot, queue, journal, now);
  const webhook = createWebhookDelivery(queue, journal, now, {
    retryBaseMs: 1_000,
    retryMaxMs: 60_000,
    timeoutMs: 10_000,
    ...options.webhook,
  });
  const polling = createPolling(queue, journal);
  const server: BotServer = { world, journal, queue, polling, webhook, callbacks: new Map(), commands: new Map() };
  const faults = createFaults();
  const limit = createRateLimits(options.enforce ?? {}, now);
  const api = await startApiServer(
    { token, world, journal, faults, methods: createMethods(server), limit },
    options.port ?? 0,
  );

  const commands: PeerCommands = {
    ...peopleCommands(server),
    async pushUpdate({ kind, chatId, body }) {
      return { updateId: queue.add(kind, chatId, body) };
    },
    async redeliver({ updates, chatId }) {
      for (const update of updates) queue.addAgain(update, chatId);
    },
    script: async (fault) => faults.add(fault),
    clearScript: async () => faults.clear(),
    async advance({ ms }) {
      ahead += ms;
    },
    offline: () => api.goOffline(),
    online: () => api.goOnline(),
    pending: async () => queue.pending().map(({ update }) => update),
    webhook: async () => webhook.hook(),
    commandList: async ({ languageCode }) => server.commands.get(languageCode) ?? null,
    journal: ({ after, waitMs }) => journal.read(after, waitMs),
  };

  return {
    port: api.port,
    token,
    commands,
    async close() {
      webhook.close();
      await api.goOffline();
    },
  };
}

type PeopleCommand =
  | 'addUser'
  | 'addGroup'
  | 'say'
  | 'edit'
  | 'press'
  | 'callbackAnswer'
  | 'setStanding'
  | 'joins'
  | 'leaves'
  | 'upgrade'
  | 'deleteTopic'
  | 'addFile'
  | 'messages';

function peopleCommands({ world, queue, callbacks }: BotServer): Pick<PeerCommands, PeopleCommand> {
  let nextUser = 5_000_000_001;
  let nextGroup = -4_000_001;
  let nextSupergroup = -1_001_000_000_001;

  function stateOf(chatId: number): ChatState {
    const state = world.chats.get(chatId);
    if (state === undefined) throw new Error(`no such chat: ${chatId}`);
    return state;
  }

  function userOf(userId: number): WireUser {
    const user = world.users.get(userId);
    if (user === undefined) throw new Error(`no such user: ${userId}`);
    return user;
  }

  return {
    async addUser({ id = nextUser++, firstName = 'Anna', lastName, username, languageCode, standing = 'member' }) {
      const user: WireUser = { id, is_bot: false, first_name: firstName };
      if (lastName !== undefined) user.last_name = lastName;
      if (username !== undefined) user.username = username;
      if (languageCode !== undefined) user.language_code = languageCode;
      world.addUser(user, standing);
      return { id };
    },
    async addGroup({ id, title = 'Customers', type = 'supergroup', forum = false, members, standing = 'member' }) {
      const chatId = id ?? (type === 'group' ? nextGroup-- : nextSupergroup--);
      const chat = { id: chatId, type, title, ...(forum ? { is_forum: true as const } : {}) };
      world.addGroup(chat, members, standing);
      return { id: chatId };
    },
    async say({ userId, chatId = userId, text, entities, threadId, content = {} }) {
      const state = stateOf(chatId);
      if (state.chat.type === 'private' && state.bot !== 'deactivated') state.bot = 'member';
      const words = { ...(text === undefined ? {} : { text }), ...(entities === undefined ? {} : { entities }) };
      return world.receive(state, userId, { ...words, ...content }, threadId);
    },
    async edit({ userId, chatId = userId, messageId, text }) {
      const state = stateOf(chatId);
      const message = state.messages.get(messageId);
      if (message === undefined || message.from?.id !== userId) throw new Error(`not a message of ${userId}`);
      const edited: WireMessage = { ...message, text, edit_date: world.seconds() };
      state.messages.set(messageId, edited);
      return { updateId: queue.add('edited_message', chatId, edited) };
    },
    async press({ userId, chatId = userId, button }) {
      const state = stateOf(chatId);
      const { message, pressed } = findButton(state, button);
      const callbackId = randomUUID();
      callbacks.set(callbackId, null);
      const updateId = queue.add('callback_query', chatId, {
        id: callbackId,
        from: userOf(userId),
        message,
        chat_instance: String(chatId),
        data: pressed.callback_data,
      });
      return { updateId, callbackId };
    },
    callbackAnswer: async ({ callbackId }) => callbacks.get(callbackId) ?? null,
    async setStanding({ chatId, byUserId, standing }) {
      const state = stateOf(chatId);
      const before = state.bot;
      state.bot = standing;
      const updateId = queue.add('my_chat_member', chatId, {
        chat: state.chat,
        from: userOf(byUserId),
        date: world.seconds(),
        old_chat_member: { user: world.bot, status: memberStatus(before) },
        new_chat_member: { user: world.bot, status: memberStatus(standing) },
      });
      return { updateId };
    },
    async joins({ chatId, userId }) {
      stateOf(chatId).members.add(userId);
      world.receive(stateOf(chatId), userId, { new_chat_members: [userOf(userId)] });
    },
    async leaves({ chatId, userId }) {
      stateOf(chatId).members.delete(userId);
      world.receive(stateOf(chatId), userId, { left_chat_member: userOf(userId) });
    },
    async upgrade({ chatId }) {
      const old = stateOf(chatId);
      const id = nextSupergroup--;
      world.addGroup({ ...old.chat, id, type: 'supergroup' }, [...old.members], old.bot);
      const [member] = old.members;
      if (member === undefined) throw new Error('an empty group cannot be upgraded');
      world.receive(old, member, { migrate_to_chat_id: id });
      world.receive(stateOf(id), member, { migrate_from_chat_id: chatId });
      old.movedTo = id;
      return { chatId: id };
    },
    async deleteTopic({ chatId, threadId }) {
      stateOf(chatId).topics.delete(threadId);
    },
    async addFile({ fileId, path, base64 }) {
      world.files.set(fileId, { path, bytes: new Uint8Array(Buffer.from(base64, 'base64')) });
    },
    async messages({ chatId }) {
      const state = stateOf(chatId);
      return state.fromBot.flatMap((id) => state.messages.get(id) ?? []);
    },
  };
}

function findButton(state: ChatState, wanted: string): { message: WireMessage; pressed: WireButton } {
  for (const id of state.fromBot.toReversed()) {
    const message = state.messages.get(id);
    const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
    const pressed = buttons.find(({ text, callback_data }) => text === wanted || callback_data === wanted);
    if (message !== undefined && pressed !== undefined) return { message, pressed };
  }
  throw new Error(`no button "${wanted}" in chat ${state.chat.id}`);
}

function memberStatus(standing: BotStanding): string {
  switch (standing) {
    case 'member':
    case 'administrator':
      return standing;
    case 'muted':
      return 'restricted';
    case 'blocked':
    case 'kicked':
    case 'deactivated':
      return 'kicked';
    case 'stranger':
      return 'left';
    default:
      return standing satisfies never;
  }
}
