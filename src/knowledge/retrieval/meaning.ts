import hnswlib from 'hnswlib-node';
import type { Analysis } from './analyse.ts';
import { bagOf } from './feature-bag.ts';
import { createLatentSpace } from './latent-space.ts';
import type { Phrasings } from './phrasings.ts';

/** Vectors of the phrasings and of questions, in one space. */
export interface Meaning {
  /** A unit vector, or all zeroes when nothing is known of the text. */
  place(question: Analysis): Float32Array;
  /** The numbers of the phrasings nearest to the vector, best first. */
  nearest(vector: Float32Array, count: number): number[];
  cosine(vector: Float32Array, phrasing: number): number;
}

const DIMENSIONS = 64;
/** Links per vector and search widths of the graph: recall above 0.95 at 100,000 vectors for a build of seconds. */
const LINKS = 8;
const BUILD_WIDTH = 40;
const SEARCH_WIDTH = 40;
const SEED = 7;

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
  const graph = graphOf(vectors, phrasings.count, space.dimensions);
  return {
    place: (question) => space.place(word.weigh(bagOf(question.views.word))),
    nearest(vector, count) {
      if (phrasings.count === 0 || vector.every((value) => value === 0)) return [];
      return graph.searchKnn(Array.from(vector), Math.min(count, phrasings.count)).neighbors;
    },
    cosine(vector, phrasing) {
      let sum = 0;
      const at = phrasing * space.dimensions;
      for (let d = 0; d < space.dimensions; d += 1) sum += (vector[d] ?? 0) * (vectors[at + d] ?? 0);
      return sum;
    },
  };
}

function graphOf(vectors: Float32Array, count: number, dimensions: number): hnswlib.HierarchicalNSW {
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({ maxElements: Math.max(1, count), m: LINKS, efConstruction: BUILD_WIDTH, randomSeed: SEED });
  for (let number = 0; number < count; number += 1) {
    graph.addPoint(Array.from(vectors.subarray(number * dimensions, (number + 1) * dimensions)), number);
  }
  graph.setEf(SEARCH_WIDTH);
  return graph;
}
