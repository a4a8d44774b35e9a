import { visitFeatures } from '../../src/handoff/frustration/features.ts';
import { packWeights, type WeightsFile } from '../../src/handoff/frustration/weights.ts';
import { fitLogistic, type SparseRows } from './logistic.ts';
import type { Example } from './read-sets.ts';

export interface FitSettings {
  /** A feature in fewer examples is left out. */
  minCount: number;
  penalty: number;
  /** Features that are shipped: the ones that move scores most. */
  keep: number;
  maxSteps: number;
}

export const SETTINGS: FitSettings = { minCount: 5, penalty: 1, keep: 45_000, maxSteps: 80 };

/** Each example's features, once: names in the order of the visit, values beside them. */
export interface Featured {
  names: Uint32Array;
  values: Float32Array;
}

export function featuresOf(example: Example): Featured {
  const names: number[] = [];
  const values: number[] = [];
  visitFeatures(example.signals, example.reading, (name, value) => {
    names.push(name);
    values.push(value);
  });
  return { names: Uint32Array.from(names), values: Float32Array.from(values) };
}

/** Fits, keeps what matters, fits again on that, and packs. The same input gives the same file. */
export function fitWeights(
  examples: readonly Example[],
  featured: readonly Featured[],
  settings: FitSettings = SETTINGS,
): WeightsFile {
  const counts = new Map<number, number>();
  for (const { names } of featured) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const frequent = [...counts].filter(([, count]) => count >= settings.minCount).map(([name]) => name);
  const first = fitColumns(examples, featured, frequent, settings);
  const kept = strongest(featured, first.weights, settings.keep);
  const { bias, weights } = fitColumns(examples, featured, kept, settings);
  return packWeights(bias, weights);
}

function fitColumns(
  examples: readonly Example[],
  featured: readonly Featured[],
  names: readonly number[],
  settings: FitSettings,
): { bias: number; weights: Map<number, number> } {
  const rows = sparseRows(examples, featured, new Map(names.map((name, column) => [name, column])));
  const all = Int32Array.from(examples.keys());
  const fitted = fitLogistic(rows, all, settings.penalty, settings.maxSteps);
  return {
    bias: fitted[rows.columns] ?? 0,
    weights: new Map(names.map((name, column) => [name, fitted[column] ?? 0])),
  };
}

/** The features by the sum of squares of what they add to the log-odds over all examples. */
function strongest(featured: readonly Featured[], weights: ReadonlyMap<number, number>, keep: number): number[] {
  const moved = new Map<number, number>();
  for (const { names, values } of featured) {
    for (const [at, name] of names.entries()) {
      const weight = weights.get(name);
      if (weight !== undefined) moved.set(name, (moved.get(name) ?? 0) + (weight * (values[at] ?? 0)) ** 2);
    }
  }
  return [...moved]
    .sort(([nameA, a], [nameB, b]) => b - a || nameA - nameB)
    .slice(0, keep)
    .map(([name]) => name);
}

function sparseRows(
  examples: readonly Example[],
  featured: readonly Featured[],
  columns: ReadonlyMap<number, number>,
): SparseRows {
  const start = new Int32Array(examples.length + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (const [row, { names, values }] of featured.entries()) {
    for (const [at, name] of names.entries()) {
      const index = columns.get(name);
      if (index === undefined) continue;
      column.push(index);
      value.push(values[at] ?? 0);
    }
    start[row + 1] = column.length;
  }
  return {
    start,
    column: Int32Array.from(column),
    value: Float32Array.from(value),
    columns: columns.size,
    target: Float64Array.from(examples, ({ target }) => target),
    weight: Float64Array.from(examples, ({ weight }) => weight),
  };
}
