import type { Random, Rate, Reply } from '../../core/index.ts';

/** Who goes first when the platform's limit is the bottleneck. */
export const PRIORITY = { agent: 0, answer: 1, alert: 2, care: 3 } as const;

/** A reply older than this answers a question that nobody has in mind any more; Telegram keeps updates as long. */
export const REPLY_LIFE_MS = 24 * 60 * 60 * 1000;

/** Twelve doubling waits of at most five minutes: about half an hour in which this chat took nothing. */
export const MAX_ATTEMPTS = 12;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 5 * 60 * 1000;

/** Doubling with full jitter in the upper half, so that many chats do not come back at the same moment. */
export function backoffMs(attempts: number, random: Random): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** Math.max(0, attempts - 1), LONGEST_BACKOFF_MS);
  return Math.round(full * (0.5 + random() / 2));
}

/** Bytes take time beside the message: as long as a line of 200 kB/s needs. */
export function uploadMs(reply: Reply): number {
  return reply.kind === 'media' ? Math.ceil((reply.media.bytes ?? 0) / 200) : 0;
}

/** Sends of one channel that may be under way at once. */
export const WIDEST_FLIGHT = 32;
/** For each so many rows that wait, one more send may be under way. */
const ROWS_PER_EXTRA_SEND = 4;

/** A send that takes longer no longer keeps others waiting: one chat that hangs must not silence the shop. */
export const SLOW_SEND_MS = 1_000;

/**
 * How many quick sends may be under way. Every send under way is one that a crash leaves unsure where the platform cannot
 * tell duplicates, so the flight is one while few rows wait and widens only with the backlog.
 */
export function flightWidth(waitingRows: number, idempotentSend: boolean): number {
  if (idempotentSend) return WIDEST_FLIGHT;
  return Math.min(WIDEST_FLIGHT, 1 + Math.floor(waitingRows / ROWS_PER_EXTRA_SEND));
}

/**
 * What we say first goes one after the other where the platform cannot tell duplicates, so that a crash leaves one of
 * them unsure and not thirty. One that takes longer than this lets the next one start, at most so many.
 */
export const FIRST_WORDS_SLOW_MS = 2_000;
export const FIRST_WORDS_AT_ONCE = { single: 1, slow: 4, idempotent: 8 } as const;

/** Alerts and care take no more than this part of a platform's whole limit: the rest is for whoever asks something. */
const FIRST_WORDS_SHARE = 2 / 3;

export function shareOf(global: Rate): Rate {
  return { ...global, count: Math.max(1, Math.floor(global.count * FIRST_WORDS_SHARE)) };
}
