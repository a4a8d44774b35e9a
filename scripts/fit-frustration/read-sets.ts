import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDialogues } from '../../src/handoff/frustration/dialogues.ts';
import { type Reading, readingOf } from '../../src/handoff/frustration/features.ts';
import { readTalk } from '../../src/handoff/frustration/read-talk.ts';
import type { Signals } from '../../src/handoff/frustration/signals.ts';

/** The sets that the weights are fitted on. They stay outside the project. */
export const SETS = [
  'dialogues_jddc',
  'dialogues_sgd',
  'dialogues_mwoz',
  'messages_en_airline',
  'messages_zh_reviews',
] as const;
export type SetName = (typeof SETS)[number];

/** One customer turn with its judgement. */
export interface Example {
  set: SetName;
  /** Turns of one dialogue stand together on one side of every split. */
  dialogue: string;
  turn: number;
  signals: Signals;
  reading: Reading;
  /** The set's own label; null where nobody judged and the turn only serves as a presumably calm opening. */
  label: 0 | 1 | null;
  target: number;
  weight: number;
}

type Judged = { label?: 0 | 1 | undefined; ratings?: number[] | undefined; sat3?: number | undefined };

/** Of the hard label and the share of judges below 3, the label's part. Chosen by cross-validation. */
const LABEL_PART = 0.2;
/** A neutral judgement of three steps is a little displeased. */
const NEUTRAL = 0.1;
/** An opening that nobody judged: most are plain questions. It teaches what a question looks like, with half a voice. */
const UNJUDGED_OPENING = { target: 0.08, weight: 0.5 };

/**
 * A turn that was judged calm in its talk is also a calm message. Without these, the reviews and tweets would teach that
 * a first message is either praise or blame, and a plain question would count as half displeased.
 */
const CALM_ALONE = { target: 0.05, weight: 0.5 };

export function readSets(directory: string, sets: readonly SetName[] = SETS): Example[] {
  return sets.flatMap((set) => readSet(directory, set));
}

function readSet(directory: string, set: SetName): Example[] {
  const path = join(directory, `${set}.jsonl`);
  const examples: Example[] = [];
  for (const { id, lang, turns } of parseDialogues(readFileSync(path, 'utf8'), path)) {
    for (const [turn, said] of turns.entries()) {
      if (said.role !== 'user' || (said.label === undefined && turn > 0)) continue;
      const signals = readTalk({ turns: turns.slice(0, turn + 1), locale: lang === 'zh' ? 'zh-CN' : 'en' });
      const place = { set, dialogue: id, turn, signals };
      const reading = readingOf(signals);
      examples.push({
        ...place,
        reading,
        label: said.label ?? null,
        ...(said.label === undefined ? UNJUDGED_OPENING : { target: targetOf(said, said.label), weight: 1 }),
      });
      if (reading === 'in talk' && said.label === 0)
        examples.push({ ...place, reading: 'alone', label: null, ...CALM_ALONE });
    }
  }
  return examples;
}

function targetOf({ ratings, sat3 }: Judged, label: 0 | 1): number {
  if (ratings) {
    const below = ratings.filter((rating) => rating < 3).length / ratings.length;
    return LABEL_PART * label + (1 - LABEL_PART) * below;
  }
  return sat3 === 1 ? NEUTRAL : label;
}
