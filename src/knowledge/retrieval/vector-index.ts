import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HierarchicalNSW } from 'hnswlib-node';
import { topOf } from './top-of.ts';
import { createTouched } from './touched.ts';

/** One unit vector after the other, made here or by a model, with the graph over them where they are many. */
export interface VectorIndexData {
  vectors: Float32Array;
  dimensions: number;
  /** As hnswlib writes it. Null: every vector is looked at. */
  graph: Uint8Array | null;
}

/** Unit vectors by number. */
export interface VectorIndex {
  /** The numbers nearest to the vector, best first. */
  nearest(vector: Float32Array, count: number): number[];
  cosine(vector: Float32Array, number: number): number;
}

/** Up to so many numbers, looking at all of them takes half a millisecond and finds the nearest for certain. */
const MOST_LOOKED_AT = 640_000;
/** Links per vector and widths of the search in the graph: some seconds for 100,000 vectors. */
const LINKS = 8;
const BUILD_WIDTH = 40;
const SEARCH_WIDTH = 40;
/** Fixed, so that the same vectors always give the same graph. */
const SEED = 7;

/** `load` gives the native module, or null where it is not installed: then every vector is looked at. */
export function buildVectorIndex(vectors: Float32Array, dimensions: number, load = loadHnswlib): VectorIndexData {
  const hnswlib = vectors.length > MOST_LOOKED_AT ? load() : null;
  if (hnswlib === null) return { vectors, dimensions, graph: null };
  const count = vectors.length / dimensions;
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  graph.initIndex({ maxElements: count, m: LINKS, efConstruction: BUILD_WIDTH, randomSeed: SEED });
  for (let number = 0; number < count; number += 1) {
    graph.addPoint(Array.from(vectors.subarray(number * dimensions, (number + 1) * dimensions)), number);
  }
  const bytes = throughFile((file) => {
    graph.writeIndexSync(file);
    return new Uint8Array(readFileSync(file));
  });
  return { vectors, dimensions, graph: bytes };
}

export function openVectorIndex(
  { vectors, dimensions, graph: bytes }: VectorIndexData,
  load = loadHnswlib,
): VectorIndex {
  const count = vectors.length / dimensions;
  const graph = bytes === null ? null : openGraph(bytes, dimensions, load());
  const near = createTouched(graph === null ? count : 0);
  const nearness = new Float32Array(graph === null ? count : 0);
  const cosine = (vector: Float32Array, number: number): number => {
    const at = number * dimensions;
    let even = 0;
    let odd = 0;
    // Two sums at a time do not wait for each other.
    let d = 0;
    for (; d + 1 < dimensions; d += 2) {
      even += (vector[d] ?? 0) * (vectors[at + d] ?? 0);
      odd += (vector[d + 1] ?? 0) * (vectors[at + d + 1] ?? 0);
    }
    return d < dimensions ? even + odd + (vector[d] ?? 0) * (vectors[at + d] ?? 0) : even + odd;
  };
  return {
    nearest(vector, wanted) {
      if (count === 0 || vector.every((value) => value === 0)) return [];
      if (graph !== null) return graph.searchKnn(Array.from(vector), Math.min(wanted, count)).neighbors;
      near.size = 0;
      for (let number = 0; number < count; number += 1) {
        const likeness = cosine(vector, number);
        nearness[number] = likeness;
        if (likeness <= 0) continue;
        near.numbers[near.size] = number;
        near.size += 1;
      }
      return topOf(near, nearness, wanted);
    },
    cosine,
  };
}

function openGraph(
  bytes: Uint8Array,
  dimensions: number,
  hnswlib: ReturnType<typeof loadHnswlib>,
): HierarchicalNSW | null {
  if (hnswlib === null) return null;
  const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
  throughFile((file) => {
    writeFileSync(file, bytes);
    graph.readIndexSync(file);
  });
  graph.setEf(SEARCH_WIDTH);
  return graph;
}

/** hnswlib only knows files. */
function throughFile<T>(use: (file: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'warmline-graph-'));
  try {
    return use(join(directory, 'graph'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** An optional dependency: it needs a compiler, which a newcomer's machine may not have. */
function loadHnswlib(): typeof import('hnswlib-node') | null {
  try {
    return createRequire(import.meta.url)('hnswlib-node');
  } catch {
    return null;
  }
}
