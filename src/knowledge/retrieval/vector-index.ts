import hnswlib from 'hnswlib-node';

/** Unit vectors by number, made here or by a model. */
export interface VectorIndex {
  /** The numbers nearest to the vector, best first. */
  nearest(vector: Float32Array, count: number): number[];
  cosine(vector: Float32Array, number: number): number;
}

/** Links per vector and widths of the search in the graph: some seconds for 100,000 vectors. */
const LINKS = 8;
const BUILD_WIDTH = 40;
const SEARCH_WIDTH = 40;
/** Fixed, so that the same vectors always give the same graph. */
const SEED = 7;

/** `vectors` holds one unit vector after the other. */
export function createVectorIndex(vectors: Float32Array, dimensions: number): VectorIndex {
  const count = vectors.length / dimensions;
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({ maxElements: Math.max(1, count), m: LINKS, efConstruction: BUILD_WIDTH, randomSeed: SEED });
  for (let number = 0; number < count; number += 1) {
    graph.addPoint(Array.from(vectors.subarray(number * dimensions, (number + 1) * dimensions)), number);
  }
  graph.setEf(SEARCH_WIDTH);
  return {
    nearest(vector, wanted) {
      if (count === 0 || vector.every((value) => value === 0)) return [];
      return graph.searchKnn(Array.from(vector), Math.min(wanted, count)).neighbors;
    },
    cosine(vector, number) {
      let sum = 0;
      const at = number * dimensions;
      for (let d = 0; d < dimensions; d += 1) sum += (vector[d] ?? 0) * (vectors[at + d] ?? 0);
      return sum;
    },
  };
}
