import { expect, it } from 'vitest';
import type { Ranked } from '../../../../src/knowledge/retrieval/ranking.ts';
import { soundsTheSame } from '../../../../src/knowledge/retrieval/same-sound.ts';
import { SIGNALS } from '../../../../src/knowledge/retrieval/signals.ts';

function ranked(sound: number, entry: number): Ranked {
  const signals = new Float32Array(SIGNALS.length);
  signals[SIGNALS.indexOf('maxSound')] = sound;
  return { candidate: { entry, signals, phrasings: 3 }, score: 1 };
}

it('a question in characters of the same sound is the phrasing of the one entry that sounds so', () => {
  expect(soundsTheSame('安状要钱吗', [ranked(1, 0), ranked(0.6, 1)])).toBe(true);
  expect(soundsTheSame('安状要钱吗', [ranked(0.9, 0), ranked(0.6, 1)])).toBe(false);
});

it('two entries of one sound, few signs or another script decide nothing', () => {
  expect(soundsTheSame('安状要钱吗', [ranked(1, 0), ranked(1, 1)])).toBe(false);
  expect(soundsTheSame('退换', [ranked(1, 0)])).toBe(false);
  expect(soundsTheSame('instalation fee', [ranked(1, 0)])).toBe(false);
  expect(soundsTheSame('安状要钱吗', [])).toBe(false);
});
