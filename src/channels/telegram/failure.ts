import { GrammyError, HttpError } from 'grammy';
import { type AccountId, errorText, type SendResult } from '../../core/index.ts';
import { addressOf } from './peers.ts';
import { NotSentError } from './transport.ts';

/** Telegram's words for a chat that cannot be written to any more, beside every 403. */
const UNREACHABLE =
  /chat not found|user not found|user is deactivated|bot was (kicked|blocked)|bot is not a member|group chat was deactivated|PEER_ID_INVALID|CHANNEL_PRIVATE|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED/i;

/**
 * Words for a chat that is there and does not let us write: no right, a closed or deleted topic. A deleted topic is
 * no reason to give up the group: its other topics live.
 */
const FORBIDDEN =
  /not enough rights|have no rights|need administrator rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|CHAT_ADMIN_REQUIRED|TOPIC_CLOSED|TOPIC_DELETED|message thread not found/i;

/**
 * What a failed send means. The rule: `later` only where Telegram certainly did not take it, `unsure` wherever it
 * might have (a time-out, a broken connection, any 5xx), because `sendMessage` has no idempotency key.
 */
export function failureOf(error: unknown, account: AccountId): Exclude<SendResult, { kind: 'sent' }> {
  if (error instanceof GrammyError) return refusalOf(error, account);
  if (error instanceof HttpError && error.error instanceof NotSentError) {
    return { kind: 'later', afterMs: null, scope: 'channel', cause: errorText(error.error) };
  }
  return { kind: 'unsure', cause: errorText(error instanceof HttpError ? error.error : error) };
}

/** What `transport` makes of an answer that is not JSON: a proxy gave it, and of the chat it says nothing. */
const NOT_OF_TELEGRAM = /^HTTP \d+ without JSON$/;
const TOO_LARGE = 413;

function refusalOf(error: GrammyError, account: AccountId): Exclude<SendResult, { kind: 'sent' }> {
  const { error_code: code, description, parameters } = error;
  if (code >= 500) return { kind: 'unsure', cause: description };
  if (NOT_OF_TELEGRAM.test(description) && code !== TOO_LARGE) {
    return { kind: 'later', afterMs: null, scope: 'channel', cause: explain(error) };
  }
  if (code === 429) {
    const afterMs = parameters.retry_after === undefined ? null : parameters.retry_after * 1000;
    return { kind: 'later', afterMs, scope: 'chat', cause: description };
  }
  if (code === 401 || code === 404) return { kind: 'later', afterMs: null, scope: 'channel', cause: explain(error) };
  if (parameters.migrate_to_chat_id !== undefined) {
    const to = addressOf(account, parameters.migrate_to_chat_id);
    return { kind: 'refused', reason: { kind: 'moved', to }, detail: description };
  }
  if (FORBIDDEN.test(description)) return { kind: 'refused', reason: { kind: 'forbidden' }, detail: description };
  if (code === 403 || UNREACHABLE.test(description)) {
    return { kind: 'refused', reason: { kind: 'unreachable' }, detail: description };
  }
  return { kind: 'refused', reason: { kind: 'invalid' }, detail: description };
}

/** An error of any call in words that say what to do. It never holds the token. */
export function explain(error: unknown): string {
  if (!(error instanceof GrammyError)) return errorText(error instanceof HttpError ? error.error : error);
  const { error_code: code, description } = error;
  if (NOT_OF_TELEGRAM.test(description)) {
    return `Something between us and Telegram answered instead of it (${description}). Check the proxy, and TELEGRAM_API_ROOT if you have set it.`;
  }
  if (code === 401 || code === 404) {
    return `Telegram does not know this bot token (${description}). Check TELEGRAM_BOT_TOKEN with @BotFather.`;
  }
  if (code === 409 && description.includes('webhook')) {
    return 'A webhook is set for this bot, so polling gets nothing. Another deployment may have set it: use TELEGRAM_MODE=webhook here, or stop that one and start this again.';
  }
  if (code === 409) {
    return 'Another process polls with this bot token. Stop the other one, or give this one a bot of its own.';
  }
  return `${code} ${description}`;
}
