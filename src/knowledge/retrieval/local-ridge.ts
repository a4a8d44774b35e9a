/**
 * Kernel ridge regression over a handful of neighbours. `kernel` holds their similarities row by row (size × size),
 * `toQuery` their similarity to the question. The result weighs each neighbour: the weights of an entry's phrasings
 * add up to how much the question looks like that entry once what its neighbours share is discounted.
 *
 * Near-equal phrasings share their weight instead of shouting together, and a neighbour that only resembles a
 * better neighbour gets none, which neither the maximum nor the mean over phrasings can do.
 */
export function localRidge(kernel: Float64Array, toQuery: Float64Array, ridge: number): Float64Array {
  const size = toQuery.length;
  const factor = kernel.slice();
  for (let i = 0; i < size; i += 1) factor[i * size + i] = (factor[i * size + i] ?? 0) + ridge;
  cholesky(factor, size);
  const solution = toQuery.slice();
  for (let i = 0; i < size; i += 1) {
    let sum = solution[i] ?? 0;
    for (let k = 0; k < i; k += 1) sum -= (factor[i * size + k] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (factor[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = solution[i] ?? 0;
    for (let k = i + 1; k < size; k += 1) sum -= (factor[k * size + i] ?? 0) * (solution[k] ?? 0);
    solution[i] = sum / (factor[i * size + i] ?? 1);
  }
  return solution;
}

/** In place, the lower triangle. A kernel of cosines plus a ridge is positive definite; the floor guards rounding. */
function cholesky(matrix: Float64Array, size: number): void {
  for (let j = 0; j < size; j += 1) {
    let diagonal = matrix[j * size + j] ?? 0;
    for (let k = 0; k < j; k += 1) diagonal -= (matrix[j * size + k] ?? 0) ** 2;
    const root = Math.sqrt(Math.max(diagonal, 1e-9));
    matrix[j * size + j] = root;
    for (let i = j + 1; i < size; i += 1) {
      let sum = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (matrix[i * size + k] ?? 0) * (matrix[j * size + k] ?? 0);
      matrix[i * size + j] = sum / root;
    }
  }
}
