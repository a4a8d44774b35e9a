import type { Analysis } from './analyse.ts';
import { bagOf } from './feature-bag.ts';
import { buildLatentSpace, type LatentSpaceData, openLatentSpace } from './latent-space.ts';
import type { TextIndex } from './text-index.ts';
import type { TextIndexData } from './text-index-data.ts';
import { buildVectorIndex, openVectorIndex, type VectorIndex, type VectorIndexData } from './vector-index.ts';

export interface MeaningData {
  space: LatentSpaceData;
  phrasings: VectorIndexData;
}

/** Vectors of the phrasings and of questions, in one space. */
export interface Meaning extends VectorIndex {
  /** A unit vector, or all zeroes when nothing is known of the text. */
  place(question: Analysis): Float32Array;
}

const DIMENSIONS = 64;

/** With fewer phrasings per entry there is next to nothing to learn which words go together from. */
const LEAST_PHRASINGS = 1.5;

/** A space without any vector, for bases that say everything once: there it found half of what plain words find. */
const NOTHING: Meaning = { place: () => new Float32Array(0), nearest: () => [], cosine: () => 0 };

/** Vectors made from the base itself, by word; null where it says too little. */
export function buildMeaning({ texts, table }: TextIndexData, meanPhrasings: number): MeaningData | null {
  if (meanPhrasings < LEAST_PHRASINGS) return null;
  const space = buildLatentSpace(texts, table.size, DIMENSIONS);
  const { dimensions, place } = openLatentSpace(space);
  const count = texts.starts.length - 1;
  const vectors = new Float32Array(count * dimensions);
  for (let number = 0; number < count; number += 1) {
    const from = texts.starts[number] ?? 0;
    const to = texts.starts[number + 1] ?? 0;
    const vector = place({
      ids: new Int32Array(texts.others.subarray(from, to)),
      weights: texts.weights.subarray(from, to),
    });
    vectors.set(vector, number * dimensions);
  }
  return { space, phrasings: buildVectorIndex(vectors, dimensions) };
}

export function openMeaning(data: MeaningData | null, words: TextIndex): Meaning {
  if (data === null) return NOTHING;
  const space = openLatentSpace(data.space);
  return {
    place: (question) => space.place(words.weigh(bagOf(question.views.word))),
    ...openVectorIndex(data.phrasings),
  };
}
