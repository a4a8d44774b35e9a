import type { Analysis } from './analyse.ts';
import { bagOf } from './feature-bag.ts';
import { createLatentSpace } from './latent-space.ts';
import type { Phrasings } from './phrasings.ts';
import { createVectorIndex, type VectorIndex } from './vector-index.ts';

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

/** Vectors made from the base itself, by word. */
export function createMeaning(phrasings: Phrasings, meanPhrasings: number): Meaning {
  if (meanPhrasings < LEAST_PHRASINGS) return NOTHING;
  const { word } = phrasings.index;
  const texts = Array.from({ length: phrasings.count }, (_, number) => word.vector(number));
  const space = createLatentSpace(texts, word.vocabularySize, DIMENSIONS);
  const vectors = new Float32Array(phrasings.count * space.dimensions);
  texts.forEach((text, number) => {
    vectors.set(space.place(text), number * space.dimensions);
  });
  return {
    place: (question) => space.place(word.weigh(bagOf(question.views.word))),
    ...createVectorIndex(vectors, space.dimensions),
  };
}
