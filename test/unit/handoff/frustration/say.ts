import type { Locale } from '../../../../src/core/index.ts';
import {
  type Assessment,
  assess,
  type Mood,
  readTalk,
  type TalkFacts,
  type TalkTurn,
} from '../../../../src/handoff/index.ts';

/** Turns written as "U …" for the customer and "A …" for the answer. */
export function turnsOf(lines: readonly string[]): TalkTurn[] {
  return lines.map((line) => ({ role: line.startsWith('U ') ? 'user' : 'agent', text: line.slice(2) }));
}

/** The decisions on all customer turns, the mood carried from one to the next as the chat does. */
export function decisionsOn(lines: readonly string[], locale: Locale, start?: Mood): Assessment[] {
  const turns = turnsOf(lines);
  const decisions: Assessment[] = [];
  let mood = start;
  for (const [at, { role }] of turns.entries()) {
    if (role !== 'user') continue;
    const decision = assess(readTalk({ turns: turns.slice(0, at + 1), locale }), mood);
    mood = decision.mood;
    decisions.push(decision);
  }
  return decisions;
}

/** The decision on one message with nothing before it. */
export function decisionOn(text: string, facts?: TalkFacts, before?: Mood): Assessment {
  const signals = readTalk({ turns: [{ role: 'user', text }], ...(facts ? { facts } : {}) });
  return assess(signals, before);
}

export function codesOf({ reasons }: Assessment): string[] {
  return reasons.map(({ code }) => code);
}
