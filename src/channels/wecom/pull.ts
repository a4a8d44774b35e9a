import * as z from 'zod';
import {
  type AccountId,
  backoffMs,
  type ChannelLogger,
  type ChannelNote,
  type ChannelNotes,
  type Clock,
  errorText,
  type Inbox,
  type IncomingMessage,
} from '../../core/index.ts';
import { Answer, type WeComApi } from './api.ts';
import { explain, NotSentError, WeComRefusal } from './failure.ts';
import { parseSync } from './parse.ts';
import { WECOM } from './peers.ts';
import { SyncPage } from './sync-schema.ts';
import { welcomeNote, writeWelcome } from './welcome.ts';

/** Runs `work` while nobody else of this installation runs something of the same name. */
export type Exclusively = <T>(name: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

export interface PullerOptions {
  api: WeComApi;
  account: AccountId;
  notes: ChannelNotes;
  clock: Clock;
  logger: ChannelLogger;
  exclusively: Exclusively;
}

export interface Puller {
  /** There is something new for this account; `token` lets us ask more often and is good for ten minutes. */
  pull(openKfId: string, token?: string): void;
  /** Looks at every account that the corp has or that we have read from. */
  sweep(): Promise<void>;
  /** Resolves when nothing is being fetched. */
  settled(): Promise<void>;
}

/** How far back the first look at an account goes: nobody wants an answer to what was asked before there was a bot. */
const FIRST_LOOK_MS = 10 * 60_000;
const PAGE = 1_000;
const MSG_TOKEN_OVER = 95007;
/** A parameter that WeCom does not take; of ours only the cursor is not always the same. */
const INVALID_PARAMETER = 40058;

const Accounts = Answer.extend({
  account_list: z.array(z.object({ open_kfid: z.string().min(1).max(120) })).default([]),
});
const CURSOR = 'cursor:';

/**
 * Fetches what customers wrote. WeCom keeps it for three days and answers from a cursor on; the cursor is committed with
 * the messages in front of it, so a crash anywhere fetches them again and the inbox drops what it knows.
 */
export function createPuller(options: PullerOptions, inbox: Inbox, signal: AbortSignal): Puller {
  const { api, account, notes, clock, logger, exclusively } = options;
  /** Accounts that are being read from, and whether there was news meanwhile. */
  const busy = new Map<string, { again: boolean; token: string | undefined; done: Promise<void> }>();

  function pull(openKfId: string, token?: string): void {
    if (signal.aborted) return;
    const running = busy.get(openKfId);
    if (running) {
      running.again = true;
      running.token = token ?? running.token;
      return;
    }
    const state = { again: true, token, done: Promise.resolve() };
    busy.set(openKfId, state);
    state.done = keepPulling(openKfId, state).finally(() => busy.delete(openKfId));
  }

  /** Until nothing is new. What fails is tried again until it works: a customer waits behind it. */
  async function keepPulling(openKfId: string, state: { again: boolean; token: string | undefined }): Promise<void> {
    let failures = 0;
    while (state.again && !signal.aborted) {
      state.again = false;
      try {
        await exclusively(`wecom-pull/${account}/${openKfId}`, signal, () => readOn(openKfId, state.token));
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        state.again = true;
        if (error instanceof WeComRefusal && error.code === MSG_TOKEN_OVER) state.token = undefined;
        failures += 1;
        const retryInMs = backoffMs(failures, 1_000, 60_000);
        logger.error(
          { account: openKfId, cause: causeOf(error), retryInMs },
          'messages could not be fetched from WeCom',
        );
        await clock.sleep(retryInMs, signal);
      }
    }
  }

  async function readOn(openKfId: string, token: string | undefined): Promise<void> {
    for (let more = true; more && !signal.aborted; ) {
      const name = `${CURSOR}${openKfId}`;
      const cursor = await notes.read(name);
      const page = await fetchPage(openKfId, cursor, token);
      const { messages, welcomes } = read(page.msg_list, cursor === null ? clock.now() - FIRST_LOOK_MS : 0);
      const next = page.next_cursor === '' ? [] : [note(name, page.next_cursor)];
      await inbox.accept(messages, [...welcomes, ...next]);
      // A page may be empty although there is more; without a step forward there is none.
      more = page.has_more === 1 && page.next_cursor !== '' && page.next_cursor !== cursor;
    }
  }

  /** From a cursor that WeCom does not know any more, all that it still has: the inbox drops what it has heard. */
  async function fetchPage(openKfId: string, cursor: string | null, token: string | undefined) {
    const body = { open_kfid: openKfId, limit: PAGE, ...(token === undefined ? {} : { token }) };
    const ask = (from: string) => api.post('kf/sync_msg', { ...body, cursor: from }, SyncPage, signal);
    try {
      return await ask(cursor ?? '');
    } catch (error) {
      const isStrange = error instanceof WeComRefusal && error.code === INVALID_PARAMETER;
      if (!isStrange || cursor === null) throw error;
      logger.warn({ account: openKfId, cause: causeOf(error) }, 'WeCom does not take the cursor; all is fetched again');
      return ask('');
    }
  }

  function read(entries: readonly unknown[], notBefore: number) {
    const messages: IncomingMessage[] = [];
    const welcomes: ChannelNote[] = [];
    for (const entry of entries) {
      const parsed = parseSync(entry, account);
      switch (parsed.kind) {
        case 'message': {
          const { message, welcome } = parsed;
          if (message.sentAt < notBefore) break;
          messages.push(message);
          if (welcome !== null) welcomes.push(note(welcomeNote(message.from), writeWelcome(welcome, message.sentAt)));
          break;
        }
        case 'ignored':
          logger.debug({ reason: parsed.reason }, 'an entry of WeCom that is no message');
          break;
        case 'malformed':
          logger.warn({ reason: parsed.reason }, 'an entry of WeCom that cannot be read was passed over');
          break;
        default:
          parsed satisfies never;
      }
    }
    return { messages, welcomes };
  }

  function note(name: string, value: string): ChannelNote {
    return { channel: WECOM, account, name, value };
  }

  async function accounts(): Promise<string[]> {
    const found: string[] = [];
    for (let offset = 0; ; offset += 100) {
      const { account_list } = await api.post('kf/account/list', { offset, limit: 100 }, Accounts, signal);
      found.push(...account_list.map(({ open_kfid }) => open_kfid));
      if (account_list.length < 100) return found;
    }
  }

  return {
    pull,
    async sweep() {
      const known = (await notes.names(CURSOR)).map((name) => name.slice(CURSOR.length));
      const listed = await accounts().catch((error: unknown) => {
        if (!signal.aborted)
          logger.error({ cause: causeOf(error) }, 'WeCom did not name its customer-service accounts');
        return [];
      });
      for (const openKfId of new Set([...known, ...listed])) pull(openKfId);
    },
    async settled() {
      while (busy.size > 0) await Promise.all([...busy.values()].map(({ done }) => done));
    },
  };
}

function causeOf(error: unknown): string {
  return error instanceof WeComRefusal || error instanceof NotSentError ? explain(error) : errorText(error);
}
