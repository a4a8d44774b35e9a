import type { PeerCommands } from './commands.ts';
import type { Fault } from './faults.ts';
import type { JournalEntry } from './journal.ts';
import { type PeerOptions, startLocalPeer } from './local.ts';
import type { WireMessage } from './wire.ts';

/** The Telegram of a test: the same handle for a peer in this process and for one in a process of its own. */
export interface TelegramPeer {
  /** For `client.apiRoot` of grammY and for the channel's settings. */
  readonly apiRoot: string;
  readonly token: string;
  readonly commands: PeerCommands;
  user(user?: Parameters<PeerCommands['addUser']>[0]): Promise<TestUser>;
  group(members: readonly TestUser[], group?: GroupOptions): Promise<TestGroup>;
  script(fault: Fault): Promise<void>;
  /** Waits for the first journal entry that `wanted` takes, past ones included; throws after `timeoutMs` (10 s). */
  waitFor<E extends JournalEntry>(wanted: (entry: JournalEntry) => entry is E, timeoutMs?: number): Promise<E>;
  waitFor(wanted: (entry: JournalEntry) => boolean, timeoutMs?: number): Promise<JournalEntry>;
  /** Everything so far, in order. */
  journal(): Promise<JournalEntry[]>;
  close(): Promise<void>;
}

type GroupOptions = Omit<Parameters<PeerCommands['addGroup']>[0], 'members'>;

/** A chat as its people see it. */
export interface TestChat {
  readonly id: number;
  /** The bot's messages, in order of arrival, as they look now; a duplicate is there twice. */
  received(): Promise<WireMessage[]>;
  texts(): Promise<string[]>;
  /** Waits until the bot has written `count` messages here since the peer was started; returns them all. */
  waitForMessages(count: number, timeoutMs?: number): Promise<WireMessage[]>;
}

export interface TestUser extends TestChat {
  sends(text: string, where?: Where): Promise<{ updateId: number | null; messageId: number }>;
  /** Sends other content: `{ photo: [...] }`, `{ sticker: {...} }`. */
  sendsContent(
    content: Record<string, unknown>,
    where?: Where,
  ): Promise<{ updateId: number | null; messageId: number }>;
  edits(messageId: number, text: string, where?: Where): Promise<{ updateId: number | null }>;
  presses(button: string, where?: Where): Promise<{ updateId: number | null; callbackId: string }>;
  blocks(): Promise<void>;
  unblocks(): Promise<void>;
}

interface Where {
  in?: TestChat;
  threadId?: number;
}

interface TestGroup extends TestChat {
  /** Becomes a supergroup; returns the new chat. */
  upgrades(): Promise<TestGroup>;
}

export async function startTelegramPeer(options: PeerOptions = {}): Promise<TelegramPeer> {
  const { port, token, commands, close } = await startLocalPeer(options);
  return peerHandle({ apiRoot: `http://127.0.0.1:${port}`, token, commands, close });
}

export function peerHandle(base: {
  apiRoot: string;
  token: string;
  commands: PeerCommands;
  close(): Promise<void>;
}): TelegramPeer {
  const { commands } = base;

  async function waitFor(wanted: (entry: JournalEntry) => boolean, timeoutMs = 10_000): Promise<JournalEntry> {
    const deadline = Date.now() + timeoutMs;
    let after = 0;
    for (;;) {
      const entries = await commands.journal({ after, waitMs: Math.max(0, deadline - Date.now()) });
      const found = entries.find(wanted);
      if (found !== undefined) return found;
      after = entries.at(-1)?.seq ?? after;
      if (Date.now() >= deadline) throw new Error(`the peer waited ${timeoutMs} ms in vain for ${wanted}`);
    }
  }

  function chat(id: number): TestChat {
    return {
      id,
      received: () => commands.messages({ chatId: id }),
      texts: async () => (await commands.messages({ chatId: id })).map(({ text, caption }) => text ?? caption ?? ''),
      async waitForMessages(count, timeoutMs) {
        let seen = 0;
        await waitFor((entry) => {
          if (entry.kind === 'message' && entry.chatId === id) seen += 1;
          return seen >= count;
        }, timeoutMs);
        return commands.messages({ chatId: id });
      },
    };
  }

  function group(id: number): TestGroup {
    return { ...chat(id), upgrades: async () => group((await commands.upgrade({ chatId: id })).chatId) };
  }

  function user(id: number): TestUser {
    const at = ({ in: where, threadId }: Where = {}) => ({
      userId: id,
      ...(where === undefined ? {} : { chatId: where.id }),
      ...(threadId === undefined ? {} : { threadId }),
    });
    return {
      ...chat(id),
      sends: (text, where) => commands.say({ ...at(where), text }),
      sendsContent: (content, where) => commands.say({ ...at(where), content }),
      edits: (messageId, text, where) => commands.edit({ ...at(where), messageId, text }),
      presses: (button, where) => commands.press({ ...at(where), button }),
      blocks: async () => void (await commands.setStanding({ chatId: id, byUserId: id, standing: 'blocked' })),
      unblocks: async () => void (await commands.setStanding({ chatId: id, byUserId: id, standing: 'member' })),
    };
  }

  return {
    ...base,
    user: async (options = {}) => user((await commands.addUser(options)).id),
    group: async (members, options = {}) =>
      group((await commands.addGroup({ ...options, members: members.map(({ id }) => id) })).id),
    script: (fault) => commands.script(fault),
    waitFor: waitFor as TelegramPeer['waitFor'],
    journal: () => commands.journal({ after: 0, waitMs: 0 }),
  };
}
