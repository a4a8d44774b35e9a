import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runEvaluation } from '../../../../src/knowledge/evaluation/run-evaluation.ts';
import { workshop } from '../../../support/workshop.ts';

const SETS = ['zh-appliance-shop', 'en-home-shop'];
const fixture = (set: string, file: string) =>
  fileURLToPath(new URL(`../../../fixtures/faq/${set}/${file}`, import.meta.url));

/** The fixtures were written for this repository; the weights were not fitted on them. */
describe.each(SETS)('the promise on %s', { timeout: 120_000 }, (set) => {
  const runs = new Map<number, ReturnType<typeof runEvaluation>>();
  const run = (maxWrong: number) => {
    const known =
      runs.get(maxWrong) ??
      runEvaluation({
        kb: fixture(set, 'kb.jsonl'),
        queries: fixture(set, 'queries.jsonl'),
        maxWrong,
        makers: workshop,
      });
    runs.set(maxWrong, known);
    return known;
  };

  test('at the 5 % setting few answers are wrong and not everything is refused', async () => {
    const { quality } = await run(0.05);
    expect(quality.wrong).toBeLessThanOrEqual(0.07);
    expect(quality.answered).toBeGreaterThanOrEqual(0.4);
  });

  test('the first is mostly right, the first three nearly always, and strangers get less confidence', async () => {
    const { quality } = await run(0.05);
    expect(quality.recallAt1).toBeGreaterThanOrEqual(0.88);
    expect(quality.recallAt3).toBeGreaterThanOrEqual(0.95);
    expect(quality.auroc).toBeGreaterThanOrEqual(0.95);
  });

  test('a stricter operator gets no more answers', async () => {
    const [strict, easy] = await Promise.all([run(0.01), run(0.2)]);
    expect(strict.quality.answered).toBeLessThanOrEqual(easy.quality.answered);
    expect(strict.quality.wrong).toBeLessThanOrEqual(0.02);
  });
});
