import { createRequire } from 'node:module';
import type { HierarchicalNSW } from 'hnswlib-node';

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
  const graph = buildGraph(vectors, dimensions, count);
  const cosine = (vector: Float32Array, number: number): number => {
    let sum = 0;
    const at = number * dimensions;
    for (let d = 0; d < dimensions; d += 1) sum += (vector[d] ?? 0) * (vectors[at + d] ?? 0);
    return sum;
  };
  return {
    nearest(vector, wanted) {
      if (count === 0 || vector.every((value) => value === 0)) return [];
      if (graph !== null) return graph.searchKnn(Array.from(vector), Math.min(wanted, count)).neighbors;
      const near = Float64Array.from({ length: count }, (_, number) => cosine(vector, number));
      return Array.from(near.keys())
        .sort((one, other) => (near[other] ?? 0) - (near[one] ?? 0) || one - other)
        .slice(0, wanted);
    },
    cosine,
  };
}

/** Null where the native package could not be built: every vector is then looked at, which takes longer in large bases. */
function buildGraph(vectors: Float32Array, dimensions: number, count: number): HierarchicalNSW | null {
  const hnswlib = loadHnswlib();
  if (hnswlib === null) return null;
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({ maxElements: Math.max(1, count), m: LINKS, efConstruction: BUILD_WIDTH, randomSeed: SEED });
  for (let number = 0; number < count; number += 1) {
    graph.addPoint(Array.from(vectors.subarray(number * dimensions, (number + 1) * dimensions)), number);
  }
  graph.setEf(SEARCH_WIDTH);
  return graph;
}

/** An optional dependency: it needs a compiler, which a newcomer's machine may not have. */
function loadHnswlib(): typeof import('hnswlib-node') | null {
  try {
    return createRequire(import.meta.url)('hnswlib-node');
  } catch {
    return null;
  }
}
