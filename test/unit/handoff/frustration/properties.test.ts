import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, CALM_MOOD, readTalk, type TalkTurn } from '../../../../src/handoff/index.ts';

const words = fc.constantFrom(
  '你好',
  '发货',
  '退款',
  '坏了',
  '谢谢',
  '？',
  '！',
  'the table',
  'is late',
  'thanks',
  'no',
  'NOT',
  '12',
  '\n',
  '气人',
  '再也不买',
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
);
const turn: fc.Arbitrary<TalkTurn> = fc.record({ role: fc.constantFrom('user' as const, 'agent' as const), text });
const talk = fc.tuple(fc.array(turn, { maxLength: 6 }), text);
const insult = fc.constantFrom('傻逼', '你们都是骗子', '滚蛋', 'you idiot', 'piece of shit', 'you are useless');

const decide = (before: readonly TalkTurn[], said: string, facts = {}) =>
  assess(readTalk({ turns: [...before, { role: 'user', text: said }], facts }), CALM_MOOD);

describe('every decision', () => {
  it('has a score and weights from 0 to 1', () => {
    fc.assert(
      fc.property(talk, ([before, said]) => {
        const { score, reasons } = decide(before, said);
        for (const share of [score, ...reasons.map(({ weight }) => weight)]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('never gets milder by an insult', () => {
    fc.assert(
      fc.property(talk, insult, ([before, said], added) => {
        expect(decide(before, `${said} ${added}`).score).toBeGreaterThanOrEqual(decide(before, said).score - 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it('never gets milder by a miss, a 👎, waiting, lateness or an open complaint', () => {
    const facts = fc.record({
      botMisses: fc.nat(5),
      thumbsDown: fc.nat(3),
      waitedMs: fc.nat(10_000_000),
      orderLateDays: fc.nat(30),
      openComplaint: fc.boolean(),
    });
    fc.assert(
      fc.property(talk, facts, ([before, said], known) => {
        expect(decide(before, said, known).score).toBeGreaterThanOrEqual(decide(before, said).score);
      }),
    );
  });
});
