/** Rows of a sparse matrix: row i has the columns and values from `start[i]` to `start[i + 1]`. */
export interface SparseRows {
  start: Int32Array;
  column: Int32Array;
  value: Float32Array;
  columns: number;
  /** The share of people who would call the row displeased, 0..1; a hard label is 0 or 1. */
  target: Float64Array;
  /** How much the row counts. */
  weight: Float64Array;
}

/** Weights per column, the bias last. */
export type Fitted = Float64Array;

const MEMORY = 8;
const TOLERANCE = 1e-6;

/** Logistic regression with an L2 penalty on all but the bias, minimised by L-BFGS from zero: the same every time. */
export function fitLogistic(rows: SparseRows, use: Int32Array, penalty: number, maxSteps: number): Fitted {
  const size = rows.columns + 1;
  let at: Fitted = new Float64Array(size);
  let slope = new Float64Array(size);
  let loss = lossAndSlope(rows, use, penalty, at, slope);
  const history: { move: Float64Array; turn: Float64Array; scale: number }[] = [];
  for (let step = 0; step < maxSteps; step += 1) {
    const direction = newtonDirection(slope, history);
    const descent = -dot(slope, direction);
    let stride = 1;
    let accepted = false;
    let next = at;
    let nextSlope = slope;
    let nextLoss = loss;
    for (let tries = 0; tries < 25 && !accepted; tries += 1, stride /= 2) {
      next = at.map((value, index) => value - stride * (direction[index] ?? 0));
      nextSlope = new Float64Array(size);
      nextLoss = lossAndSlope(rows, use, penalty, next, nextSlope);
      accepted = nextLoss <= loss + 1e-4 * stride * descent;
    }
    if (!accepted) break;
    const move = next.map((value, index) => value - (at[index] ?? 0));
    const turn = nextSlope.map((value, index) => value - (slope[index] ?? 0));
    const curvature = dot(move, turn);
    if (curvature > 1e-12) history.push({ move, turn, scale: 1 / curvature });
    if (history.length > MEMORY) history.shift();
    const gain = (loss - nextLoss) / Math.max(1, Math.abs(nextLoss));
    at = next;
    slope = nextSlope;
    loss = nextLoss;
    if (gain < TOLERANCE) break;
  }
  return at;
}

/** The log-odds of one row. */
export function logitOf(rows: SparseRows, row: number, fitted: Fitted): number {
  let logit = fitted[rows.columns] ?? 0;
  for (let k = rows.start[row] ?? 0; k < (rows.start[row + 1] ?? 0); k += 1) {
    logit += (fitted[rows.column[k] ?? 0] ?? 0) * (rows.value[k] ?? 0);
  }
  return logit;
}

function lossAndSlope(rows: SparseRows, use: Int32Array, penalty: number, at: Fitted, slope: Float64Array): number {
  const bias = rows.columns;
  let loss = 0;
  for (const row of use) {
    const logit = logitOf(rows, row, at);
    const target = rows.target[row] ?? 0;
    const weight = rows.weight[row] ?? 0;
    loss += weight * (Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit))));
    const error = weight * (1 / (1 + Math.exp(-logit)) - target);
    for (let k = rows.start[row] ?? 0; k < (rows.start[row + 1] ?? 0); k += 1) {
      const column = rows.column[k] ?? 0;
      slope[column] = (slope[column] ?? 0) + error * (rows.value[k] ?? 0);
    }
    slope[bias] = (slope[bias] ?? 0) + error;
  }
  for (let column = 0; column < bias; column += 1) {
    const value = at[column] ?? 0;
    loss += 0.5 * penalty * value * value;
    slope[column] = (slope[column] ?? 0) + penalty * value;
  }
  return loss;
}

/** The two-loop recursion: the inverse Hessian, as far as the last steps tell, times the slope. */
function newtonDirection(
  slope: Float64Array,
  history: readonly { move: Float64Array; turn: Float64Array; scale: number }[],
): Float64Array {
  const direction = slope.slice();
  const shares: number[] = [];
  for (const { move, turn, scale } of history.toReversed()) {
    const share = scale * dot(move, direction);
    shares.push(share);
    addTimes(direction, turn, -share);
  }
  const last = history.at(-1);
  const stretch = last
    ? dot(last.move, last.turn) / dot(last.turn, last.turn)
    : 1 / Math.max(1, Math.sqrt(dot(slope, slope)));
  for (let index = 0; index < direction.length; index += 1) direction[index] = (direction[index] ?? 0) * stretch;
  for (const { move, turn, scale } of history) {
    addTimes(direction, move, (shares.pop() ?? 0) - scale * dot(turn, direction));
  }
  return direction;
}

function addTimes(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index += 1) to[index] = (to[index] ?? 0) + factor * (from[index] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
