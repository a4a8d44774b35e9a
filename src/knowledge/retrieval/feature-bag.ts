/** The distinct features of a text with how often each occurs, in ascending order of feature. */
export interface FeatureBag {
  features: Int32Array;
  counts: Uint16Array;
}

const EMPTY: FeatureBag = { features: new Int32Array(0), counts: new Uint16Array(0) };

export function bagOf(features: Int32Array): FeatureBag {
  if (features.length === 0) return EMPTY;
  const sorted = features.slice().sort();
  const distinct = new Int32Array(sorted.length);
  const counts = new Uint16Array(sorted.length);
  let size = 0;
  for (const feature of sorted) {
    if (size > 0 && distinct[size - 1] === feature) counts[size - 1] = (counts[size - 1] ?? 0) + 1;
    else {
      distinct[size] = feature;
      counts[size] = 1;
      size += 1;
    }
  }
  return { features: distinct.slice(0, size), counts: counts.slice(0, size) };
}
