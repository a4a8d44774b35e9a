/** Numbers given to hashed features, in the order in which they were met. Two flat arrays, so that it can be kept in a file. */
export interface FeatureTable {
  /** A power of two of slots; which feature is in a slot is only meaningful where `numbers` is not 0. */
  features: Int32Array;
  /** The number of the slot's feature, plus 1. */
  numbers: Int32Array;
  size: number;
}

/** Slots are filled to a half at most: longer runs of full slots cost more than the memory. */
const LARGEST_SHARE = 0.5;

export function createFeatureTable(expected: number): FeatureTable {
  let slots = 16;
  while (slots * LARGEST_SHARE < expected) slots *= 2;
  return { features: new Int32Array(slots), numbers: new Int32Array(slots), size: 0 };
}

/** The number of a feature, -1 when it has none. */
export function numberOf({ features, numbers }: FeatureTable, feature: number): number {
  const mask = features.length - 1;
  for (let slot = feature & mask; ; slot = (slot + 1) & mask) {
    const number = numbers[slot] ?? 0;
    if (number === 0) return -1;
    if (features[slot] === feature) return number - 1;
  }
}

/** The number of a feature, which gets the next one when it has none. */
export function numberFor(table: FeatureTable, feature: number): number {
  const mask = table.features.length - 1;
  for (let slot = feature & mask; ; slot = (slot + 1) & mask) {
    const number = table.numbers[slot] ?? 0;
    if (number === 0) {
      table.features[slot] = feature;
      table.size += 1;
      table.numbers[slot] = table.size;
      if (table.size > table.features.length * LARGEST_SHARE) grow(table);
      return table.size - 1;
    }
    if (table.features[slot] === feature) return number - 1;
  }
}

function grow(table: FeatureTable): void {
  const { features, numbers } = table;
  table.features = new Int32Array(features.length * 2);
  table.numbers = new Int32Array(numbers.length * 2);
  const mask = table.features.length - 1;
  for (let from = 0; from < features.length; from += 1) {
    const number = numbers[from] ?? 0;
    if (number === 0) continue;
    const feature = features[from] ?? 0;
    let slot = feature & mask;
    while (table.numbers[slot] !== 0) slot = (slot + 1) & mask;
    table.features[slot] = feature;
    table.numbers[slot] = number;
  }
}
