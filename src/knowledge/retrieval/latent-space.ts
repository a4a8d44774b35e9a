import type { WeightedText } from './text-index.ts';
import type { Rows } from './text-index-data.ts';

/** The basis of a space of few dimensions in which texts that use the same words for the same entries lie near each other. */
export interface LatentSpaceData {
  dimensions: number;
  /** Columns of `basis`; the first `dimensions` of them span the space. */
  width: number;
  /** One row per feature. */
  basis: Float32Array;
}

export interface LatentSpace {
  readonly dimensions: number;
  /** A unit vector; all zeroes when the text has no known feature. */
  place(text: WeightedText): Float32Array;
}

const POWER_ITERATIONS = 3;
const OVERSAMPLING = 8;

/**
 * Latent semantic analysis: the leading right singular vectors of the texts by randomized subspace iteration (Halko,
 * Martinsson, Tropp 2011). The start is fixed, so the same texts always give the same space.
 */
export function buildLatentSpace(texts: Rows, vocabularySize: number, wanted: number): LatentSpaceData {
  const count = texts.starts.length - 1;
  const dimensions = Math.max(1, Math.min(wanted, Math.floor(count / 4), vocabularySize));
  const width = Math.min(vocabularySize, dimensions + OVERSAMPLING);
  let basis = randomMatrix(vocabularySize, width);
  for (let round = 0; round < POWER_ITERATIONS; round += 1) {
    orthonormalise(basis, vocabularySize, width);
    basis = timesGram(texts, basis, vocabularySize, width);
  }
  orthonormalise(basis, vocabularySize, width);
  return { dimensions, width, basis };
}

export function openLatentSpace({ dimensions, width, basis }: LatentSpaceData): LatentSpace {
  return {
    dimensions,
    place({ ids, weights }) {
      const vector = new Float32Array(dimensions);
      for (let i = 0; i < ids.length; i += 1) {
        const id = ids[i] ?? -1;
        if (id < 0) continue;
        const weight = weights[i] ?? 0;
        const row = id * width;
        for (let d = 0; d < dimensions; d += 1) vector[d] = (vector[d] ?? 0) + weight * (basis[row + d] ?? 0);
      }
      let squares = 0;
      for (const value of vector) squares += value * value;
      const length = Math.sqrt(squares);
      if (length < 1e-9) return vector.fill(0);
      for (let d = 0; d < dimensions; d += 1) vector[d] = (vector[d] ?? 0) / length;
      return vector;
    },
  };
}

/** `basis` becomes Xᵀ(X·basis), one text at a time; X has a text per row. */
function timesGram(texts: Rows, basis: Float32Array, rows: number, width: number): Float32Array {
  const product = new Float32Array(rows * width);
  const placed = new Float64Array(width);
  for (let number = 0; number + 1 < texts.starts.length; number += 1) {
    const from = texts.starts[number] ?? 0;
    const to = texts.starts[number + 1] ?? 0;
    placed.fill(0);
    for (let at = from; at < to; at += 1) {
      const weight = texts.weights[at] ?? 0;
      const row = (texts.others[at] ?? 0) * width;
      for (let d = 0; d < width; d += 1) placed[d] = (placed[d] ?? 0) + weight * (basis[row + d] ?? 0);
    }
    for (let at = from; at < to; at += 1) {
      const weight = texts.weights[at] ?? 0;
      const row = (texts.others[at] ?? 0) * width;
      for (let d = 0; d < width; d += 1) product[row + d] = (product[row + d] ?? 0) + weight * (placed[d] ?? 0);
    }
  }
  return product;
}

/** Gram-Schmidt over the columns, in place, through the small matrix of their products (Cholesky QR), done twice. */
function orthonormalise(matrix: Float32Array, rows: number, width: number): void {
  for (let pass = 0; pass < 2; pass += 1) {
    const products = new Float64Array(width * width);
    for (let row = 0; row < rows; row += 1) {
      const at = row * width;
      for (let i = 0; i < width; i += 1) {
        const value = matrix[at + i] ?? 0;
        if (value === 0) continue;
        for (let j = 0; j <= i; j += 1) {
          products[i * width + j] = (products[i * width + j] ?? 0) + value * (matrix[at + j] ?? 0);
        }
      }
    }
    for (let j = 0; j < width; j += 1) {
      let diagonal = products[j * width + j] ?? 0;
      for (let k = 0; k < j; k += 1) diagonal -= (products[j * width + k] ?? 0) ** 2;
      const root = Math.sqrt(Math.max(diagonal, 1e-12));
      products[j * width + j] = root;
      for (let i = j + 1; i < width; i += 1) {
        let sum = products[i * width + j] ?? 0;
        for (let k = 0; k < j; k += 1) sum -= (products[i * width + k] ?? 0) * (products[j * width + k] ?? 0);
        products[i * width + j] = sum / root;
      }
    }
    for (let row = 0; row < rows; row += 1) {
      const at = row * width;
      for (let j = 0; j < width; j += 1) {
        let sum = matrix[at + j] ?? 0;
        for (let k = 0; k < j; k += 1) sum -= (products[j * width + k] ?? 0) * (matrix[at + k] ?? 0);
        matrix[at + j] = sum / (products[j * width + j] ?? 1);
      }
    }
  }
}

/** Uniform in (-0.5, 0.5) from a fixed linear congruence: a start for the iteration, not randomness. */
function randomMatrix(rows: number, width: number): Float32Array {
  let state = 20_261_121;
  return Float32Array.from({ length: rows * width }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296 - 0.5;
  });
}
