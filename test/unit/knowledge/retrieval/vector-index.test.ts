import { expect, test } from 'vitest';
import { buildVectorIndex, openVectorIndex } from '../../../../src/knowledge/retrieval/vector-index.ts';

const DIMENSIONS = 1_024;
const COUNT = 700;
/** As many numbers as a few hundred phrasings with a model's embeddings have: above what is looked at one by one. */
const vectors = unitVectors(COUNT);
const questions = Array.from({ length: 40 }, (_, i) => near(i * 17, 0.6));
const without = () => null;

/** Optional: its installation needs a compiler and the headers of Node. */
const isNative = buildVectorIndex(vectors, DIMENSIONS).graph !== null;

test(`the graph of hnswlib finds what looking at every vector finds (here ${isNative ? 'with' : 'without'} the native module)`, () => {
  const data = buildVectorIndex(vectors, DIMENSIONS);
  const byGraph = openVectorIndex(data);
  const byLooking = openVectorIndex({ ...data, graph: null });
  const same = questions.filter((each) => byGraph.nearest(each, 1)[0] === byLooking.nearest(each, 1)[0]);
  expect(same.length).toBeGreaterThanOrEqual(38);
});

test('without the native module every vector is looked at, also where a graph was kept', () => {
  expect(buildVectorIndex(vectors, DIMENSIONS, without).graph).toBeNull();
  const kept = openVectorIndex(buildVectorIndex(vectors, DIMENSIONS), without);
  questions.forEach((each, i) => {
    expect(kept.nearest(each, 3)[0]).toBe(i * 17);
  });
});

function unitVectors(count: number): Float32Array {
  const all = new Float32Array(count * DIMENSIONS);
  let state = 7;
  for (let at = 0; at < all.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    all[at] = state / 4_294_967_296 - 0.5;
  }
  for (let number = 0; number < count; number += 1)
    scaleToUnit(all.subarray(number * DIMENSIONS, (number + 1) * DIMENSIONS));
  return all;
}

/** A vector between two, nearer to the first. */
function near(number: number, share: number): Float32Array {
  const other = (number + 1) % COUNT;
  const mixed = Float32Array.from(
    { length: DIMENSIONS },
    (_, d) => share * (vectors[number * DIMENSIONS + d] ?? 0) + (1 - share) * (vectors[other * DIMENSIONS + d] ?? 0),
  );
  scaleToUnit(mixed);
  return mixed;
}

function scaleToUnit(vector: Float32Array): void {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  for (let d = 0; d < vector.length; d += 1) vector[d] = (vector[d] ?? 0) / length;
}
