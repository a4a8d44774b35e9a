import type { Analyse } from './analyse.ts';
import type { GatherEvidence } from './evidence.ts';
import { normalise } from './normalise.ts';
import { SIGNALS } from './signals.ts';

/** Tokens with a digit in them: models, codes and numbers. */
const NUMBERED = /[a-z]*[-_./]?\d[a-z0-9]*(?:[-_./][a-z0-9]+)*/g;

const OF_ENTRY = SIGNALS.indexOf('entryContentCovered');
const OF_ANSWER = SIGNALS.indexOf('passageContent');

/**
 * Whether the words beside a code name a thing of other entries, and none of this one: "空调 E4" is not the washing
 * machine's E4, though nothing else has that code. Another look at the base, so ask only for questions that name one.
 */
export function namesOtherThing(gather: GatherEvidence, analyse: Analyse, text: string, entry: number): boolean {
  const words = analyse(normalise(text).replace(NUMBERED, ' '));
  if (words.views.content.length === 0) return false;
  const { candidates, unknownContent } = gather(words, undefined, [entry]);
  if (unknownContent === 1) return false;
  const signals = candidates.find((candidate) => candidate.entry === entry)?.signals;
  return signals !== undefined && signals[OF_ENTRY] === 0 && signals[OF_ANSWER] === 0;
}
