import type { Choice, Locale, Reply } from '../../core/index.ts';
import type { Json } from './slots/heard.ts';

/**
 * What a turn has to do. Data only; the turn commits all of them in one transaction with the run.
 * Every effect that changes the world carries a `key` that is the same when the same turn is computed again.
 */
export type Effect =
  | { kind: 'say'; reply: Reply }
  /** Ask a port and come back with a `called` event of the same key. A write happens once per key. */
  | { kind: 'call'; key: string; port: string; input: Readonly<Record<string, Json>> }
  /** Wake the run at `at` (milliseconds) with a `timeout` event that carries `key`. One timer per run: a new one replaces the old. */
  | { kind: 'timer'; key: string; at: number }
  | { kind: 'cancel-timer'; key: string }
  | {
      kind: 'handoff';
      key: string;
      reason: HandoffReason;
      skill: string | null;
      flow: string;
      slots: Readonly<Record<string, Json>>;
    }
  | { kind: 'tag'; key: string; tag: string; on: boolean }
  | { kind: 'invite'; key: string; survey: string; occasion: string; at: number }
  | { kind: 'consent'; key: string; topic: string; granted: boolean }
  | { kind: 'language'; key: string; locale: Locale }
  | { kind: 'erase'; key: string }
  | { kind: 'decline-surveys'; key: string }
  /** Begin another flow on top of this one; it comes back with `resumed`. */
  | { kind: 'start-flow'; key: string; flow: string; slots: Readonly<Record<string, Json>> }
  /**
   * Not for this flow. Answer it (or start another flow), then send `resumed`; if there is no good answer, send
   * `unanswered` with the same text. `quiet`: the run is paused and wants no word about it.
   */
  | { kind: 'digress'; text: string; quiet: boolean }
  | { kind: 'complete'; key: string; flow: string; outcome: string; slots: Readonly<Record<string, Json>> };

export type HandoffReason = 'asked' | 'misses' | 'step' | 'failed' | 'version' | 'stuck';

export function sayText(markdown: string): Effect {
  return { kind: 'say', reply: { kind: 'text', markdown } };
}

export function sayChoices(prompt: string, choices: Choice[]): Effect {
  return choices.length === 0 ? sayText(prompt) : { kind: 'say', reply: { kind: 'choices', prompt, choices } };
}
