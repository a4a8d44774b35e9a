import type { Ranked } from './ranking.ts';
import { SIGNALS } from './signals.ts';

const SOUND = SIGNALS.indexOf('maxSound');
/** 1 but for rounding. */
const THE_SAME = 0.9999;
/** Fewer signs sound like many things. */
const LEAST_SIGNS = 4;
const HAN = /\p{Script=Han}/gu;

/**
 * Whether a Chinese question sounds, sign by sign, like a phrasing of the first entry and of no other: whoever types
 * pinyin and takes the wrong characters ("包修多久") has asked in the entry's own words.
 */
export function soundsTheSame(text: string, [first, second]: readonly Ranked[]): boolean {
  if ((text.match(HAN)?.length ?? 0) < LEAST_SIGNS) return false;
  return soundOf(first) >= THE_SAME && soundOf(second) < THE_SAME;
}

function soundOf(ranked: Ranked | undefined): number {
  return ranked?.candidate.signals[SOUND] ?? 0;
}
