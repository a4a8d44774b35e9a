import { type Api, GrammyError } from 'grammy';
import {
  type AccountId,
  backoffMs,
  type ChannelLogger,
  type Clock,
  errorText,
  type HttpEndpoint,
  type HttpResponse,
  type Inbox,
  type IncomingMessage,
  sameSecret,
} from '../../core/index.ts';
import { explain } from './failure.ts';
import { parseUpdate } from './parse.ts';
import { apiSignal } from './transport.ts';
import { ALLOWED_UPDATES } from './update-schema.ts';

/** What both ways of receiving share. */
export interface Receiver {
  api: Api;
  account: AccountId;
  clock: Clock;
  logger: ChannelLogger;
  /** Null until Telegram has told it. */
  botUsername(): string | null;
}

/** Waits between tries: what Telegram asks for (429), else 1 s, doubling, at most a minute. */
export function retryMs(failures: number, error: unknown): number {
  const asked = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return Math.max(backoffMs(failures, 1_000, 60_000), (asked ?? 0) * 1_000);
}

/**
 * Long polling until the signal aborts. The higher offset, which confirms a batch to Telegram, goes out only after
 * `inbox.accept` has resolved: a crash in between brings the batch again, and the inbox drops what it knows.
 */
export async function poll(
  receiver: Receiver & { pollingApi: Api; pollTimeoutSeconds: number },
  inbox: Inbox,
  signal: AbortSignal,
): Promise<void> {
  const { pollingApi, clock, logger, pollTimeoutSeconds } = receiver;
  let offset = 0;
  let failures = 0;
  const wait = async (what: string, error: unknown) => {
    failures += 1;
    const retryInMs = retryMs(failures, error);
    logger.error({ cause: explain(error), retryInMs }, what);
    await clock.sleep(retryInMs, signal);
  };

  while (!signal.aborted) {
    let updates: readonly unknown[];
    try {
      updates = await pollingApi.raw.getUpdates(
        { offset, limit: 100, timeout: pollTimeoutSeconds, allowed_updates: ALLOWED_UPDATES },
        apiSignal(signal),
      );
    } catch (error) {
      if (!signal.aborted) await wait('Telegram could not be asked for updates', error);
      continue;
    }
    const batch = readBatch(receiver, updates);
    try {
      if (batch.messages.length > 0) await inbox.accept(batch.messages);
    } catch (error) {
      await wait('the inbox did not take the updates; Telegram keeps them', error);
      continue;
    }
    failures = 0;
    if (batch.highestId !== null) offset = batch.highestId + 1;
    for (const id of batch.callbackIds) stopSpinner(receiver, id);
  }
}

function readBatch(receiver: Receiver, updates: readonly unknown[]) {
  const messages: IncomingMessage[] = [];
  const callbackIds: string[] = [];
  let highestId: number | null = null;
  for (const raw of updates) {
    const parsed = readUpdate(receiver, raw);
    if (parsed.kind === 'malformed') continue;
    highestId = Math.max(highestId ?? 0, parsed.updateId);
    if (parsed.kind === 'ignored') continue;
    messages.push(...parsed.messages);
    if (parsed.callbackId !== null) callbackIds.push(parsed.callbackId);
  }
  return { messages, callbackIds, highestId };
}

/** The route that Telegram posts to. It accepts nothing before `open` and after the signal of `start` aborted. */
export function createWebhook(receiver: Receiver & { secret: string }): {
  endpoint: HttpEndpoint;
  path: string;
  open(inbox: Inbox, signal: AbortSignal): void;
} {
  const { account, logger } = receiver;
  const path = `/webhooks/telegram/${account}`;
  let opened: { inbox: Inbox; signal: AbortSignal } | null = null;

  async function handle(
    headers: Readonly<Record<string, string | undefined>>,
    body: Uint8Array,
  ): Promise<HttpResponse> {
    const given = headers['x-telegram-bot-api-secret-token'];
    if (given === undefined || !sameSecret(given, receiver.secret)) return { status: 401 };
    if (opened === null || opened.signal.aborted) return { status: 503, headers: { 'retry-after': '1' } };
    const raw = readJson(body);
    const parsed = raw === undefined ? null : readUpdate(receiver, raw);
    if (parsed === null || parsed.kind === 'malformed') return { status: 400 };
    if (parsed.kind === 'ignored') return { status: 200 };
    try {
      await opened.inbox.accept(parsed.messages);
    } catch (error) {
      logger.error({ cause: errorText(error) }, 'the inbox did not take an update; Telegram sends it again');
      return { status: 503 };
    }
    if (parsed.callbackId !== null) stopSpinner(receiver, parsed.callbackId);
    return { status: 200 };
  }

  return {
    path,
    endpoint: {
      kind: 'http',
      method: 'POST',
      path,
      // An update with every field at its limit stays far below; the Bot API names no maximum.
      maxBodyBytes: 1024 * 1024,
      handle: ({ headers, body }) => handle(headers, body),
    },
    open(inbox, signal) {
      opened = { inbox, signal };
    },
  };
}

function readUpdate({ account, clock, logger, botUsername }: Receiver, raw: unknown) {
  const parsed = parseUpdate(raw, { account, now: clock.now(), botUsername: botUsername() });
  if (parsed.kind === 'malformed') logger.warn({}, 'Telegram sent something that is not an update');
  if (parsed.kind === 'ignored') logger.debug({ updateId: parsed.updateId, reason: parsed.reason }, 'update ignored');
  return parsed;
}

/** A pressed button shows a spinner until it is answered. Best effort: the press itself is safe in the inbox. */
function stopSpinner({ api, logger }: Receiver, callbackId: string): void {
  api.raw.answerCallbackQuery({ callback_query_id: callbackId }).catch((error: unknown) => {
    logger.debug({ cause: explain(error) }, 'a pressed button could not be answered');
  });
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
