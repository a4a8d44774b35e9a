import { describe, expect, it } from 'vitest';
import { featuresOf, fitWeights, SETTINGS } from '../../../../scripts/fit-frustration/fit-weights.ts';
import type { Example } from '../../../../scripts/fit-frustration/read-sets.ts';
import { estimateMood } from '../../../../src/handoff/frustration/estimate-mood.ts';
import { SHIPPED_WEIGHTS } from '../../../../src/handoff/frustration/shipped-weights.ts';
import { packWeights, readWeights } from '../../../../src/handoff/frustration/weights.ts';
import { readTalk } from '../../../../src/handoff/index.ts';

describe('a weights file', () => {
  it('gives back each weight to within two hundredths of the largest, and zero for the unknown', () => {
    const weights = new Map([
      [1, 2],
      [4_000_000_000, -1],
      [77, 0.02],
    ]);
    const read = readWeights(JSON.parse(JSON.stringify(packWeights(-0.5, weights))));
    expect(read.bias).toBe(-0.5);
    for (const [name, weight] of weights) expect(Math.abs(read.of(name) - weight)).toBeLessThan(0.04);
    expect(read.of(5)).toBe(0);
  });

  it('that is damaged is refused with what to do', () => {
    expect(() => readWeights({ format: 'warmline-mood-1' })).toThrow('fit-frustration');
  });

  it('is shipped with tens of thousands of weights', () => {
    expect(SHIPPED_WEIGHTS.size).toBeGreaterThan(20_000);
  });
});

describe('fitting', () => {
  const example = (text: string, target: 0 | 1): Example => {
    const signals = readTalk({ turns: [{ role: 'user', text }] });
    return {
      set: 'dialogues_sgd',
      dialogue: text,
      turn: 0,
      signals,
      reading: 'alone',
      label: target,
      target,
      weight: 1,
    };
  };
  const calm = ['lovely lamp, thank you', 'the shelf is fine', 'nice sofa, fast delivery', 'good chair'];
  const upset = ['awful lamp, broken', 'the shelf is broken', 'broken sofa, no reply', 'bad chair, broken'];
  const examples = [...calm.map((text) => example(text, 0)), ...upset.map((text) => example(text, 1))];
  const fitted = () => fitWeights(examples, examples.map(featuresOf), { ...SETTINGS, minCount: 2, penalty: 0.1 });

  it('learns which words tell displeasure and says so', () => {
    const weights = readWeights(fitted());
    const of = (text: string) => estimateMood(readTalk({ turns: [{ role: 'user', text }] }), weights);
    expect(of('the table is broken').logit).toBeGreaterThan(of('the table is fine').logit);
    expect(of('my table came broken').phrases[0]?.text).toContain('broken');
  });

  it('gives the same file every time', () => {
    expect(fitted()).toEqual(fitted());
  });
});
