import { tooManyRequests } from './faults.ts';

/** Limits that the peer enforces itself, so that a test can prove that a sender keeps them. */
export interface EnforcedLimits {
  perSecond?: number;
  /** Messages per second to one private chat, averaged over three seconds: Telegram tolerates a short burst. */
  perChatPerSecond?: number;
  perGroupPerMinute?: number;
}

/** Throws 429 with `retry_after` for a message over a limit; what is refused does not count. */
export function createRateLimits(limits: EnforcedLimits, now: () => number): (chatId: number) => void {
  const windows = new Map<string, number[]>();

  function take(key: string, count: number, windowMs: number): void {
    const time = now();
    const recent = (windows.get(key) ?? []).filter((at) => at > time - windowMs);
    const oldest = recent[0];
    if (recent.length >= count && oldest !== undefined) {
      throw tooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - time) / 1000)));
    }
    recent.push(time);
    windows.set(key, recent);
  }

  return (chatId) => {
    if (chatId < 0 && limits.perGroupPerMinute !== undefined) take(`g${chatId}`, limits.perGroupPerMinute, 60_000);
    if (chatId > 0 && limits.perChatPerSecond !== undefined) take(`c${chatId}`, limits.perChatPerSecond * 3, 3_000);
    if (limits.perSecond !== undefined) take('all', limits.perSecond, 1_000);
  };
}
