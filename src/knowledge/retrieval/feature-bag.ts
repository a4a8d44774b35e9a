/** The distinct features of a text with how often each occurs, in ascending order of feature. */
export interface FeatureBag {
  features: Int32Array;
  counts: Uint16Array;
}

const EMPTY: FeatureBag = { features: new Int32Array(0), counts: new Uint16Array(0) };

export function bagOf(features: Int32Array): FeatureBag {
  if (features.length === 0) return EMPTY;
  const sorted = features.slice().sort();
  const counts = new Uint16Array(sorted.length);
  // In place: what is written lies never beyond what is read.
  let size = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    const feature = sorted[at] ?? 0;
    if (size > 0 && sorted[size - 1] === feature) counts[size - 1] = (counts[size - 1] ?? 0) + 1;
    else {
      sorted[size] = feature;
      counts[size] = 1;
      size += 1;
    }
  }
  if (size === sorted.length) return { features: sorted, counts };
  return { features: sorted.slice(0, size), counts: counts.slice(0, size) };
}
