import type { FeatureBag } from './feature-bag.ts';
import { numberFor } from './feature-table.ts';
import type { Stretch } from './patch.ts';
import { invert, type Rows, type TextIndexData, type Weighing } from './text-index-data.ts';

/**
 * The index with some of its texts left out and others put at its end, as a new one. What stays keeps its weights, and
 * known features their frequency: for a few texts among many that moves an idf by less than a hundredth.
 */
export function patchTextIndex(
  data: TextIndexData,
  kept: readonly Stretch[],
  added: { bags: readonly FeatureBag[]; groups: ArrayLike<number> },
  weighing: Weighing,
): TextIndexData {
  const table = { ...data.table, features: data.table.features.slice(), numbers: data.table.numbers.slice() };
  const texts = rowsFor(data.texts, kept, added.bags);
  const firstAdded = texts.starts.length - 1 - added.bags.length;
  added.bags.forEach((bag, i) => {
    let at = texts.starts[firstAdded + i] ?? 0;
    for (const feature of bag.features) {
      texts.others[at] = numberFor(table, feature);
      at += 1;
    }
  });
  const frequency = new Uint32Array(table.size);
  frequency.set(data.frequency);
  const lastGroup = new Map<number, number>();
  for (let i = 0; i < added.bags.length; i += 1) {
    const group = added.groups[i] ?? 0;
    const end = texts.starts[firstAdded + i + 1] ?? 0;
    for (let at = texts.starts[firstAdded + i] ?? 0; at < end; at += 1) {
      const feature = texts.others[at] ?? 0;
      if (feature < data.table.size || lastGroup.get(feature) === group) continue;
      lastGroup.set(feature, group);
      frequency[feature] = (frequency[feature] ?? 0) + 1;
    }
  }
  added.bags.forEach((bag, i) => {
    const from = texts.starts[firstAdded + i] ?? 0;
    const known = Uint32Array.from(bag.features, (_, at) => frequency[texts.others[from + at] ?? 0] ?? 0);
    texts.weights.set(weighing(bag, known, data.groups), from);
  });
  return { table, frequency, groups: data.groups, texts, postings: invert(texts, table.size) };
}

/** The rows that stay, and room for the new ones behind them. */
function rowsFor(rows: Rows, kept: readonly Stretch[], added: readonly FeatureBag[]): Rows {
  const startOf = (number: number) => rows.starts[number] ?? 0;
  const staying = kept.reduce((sum, { from, to }) => sum + startOf(to) - startOf(from), 0);
  const all = added.reduce((sum, { features }) => sum + features.length, staying);
  const starts = new Uint32Array(kept.reduce((sum, { from, to }) => sum + to - from, 0) + added.length + 1);
  const others = new Uint32Array(all);
  const weights = new Float32Array(all);
  let number = 0;
  let at = 0;
  for (const { from, to } of kept) {
    others.set(rows.others.subarray(startOf(from), startOf(to)), at);
    weights.set(rows.weights.subarray(startOf(from), startOf(to)), at);
    for (let each = from; each < to; each += 1) {
      at += startOf(each + 1) - startOf(each);
      number += 1;
      starts[number] = at;
    }
  }
  for (const { features } of added) {
    at += features.length;
    number += 1;
    starts[number] = at;
  }
  return { starts, others, weights };
}
