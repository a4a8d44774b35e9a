/** 32-bit FNV-1a of a stretch of text, without cutting it out. `seed` keeps the views of a text apart. */
export function featureHash(text: string, start: number, end: number, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let i = start; i < end; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(hash);
}

/** One feature of two: order matters. */
export function pairHash(first: number, second: number): number {
  return mix(Math.imul(first, 0x01000193) ^ second);
}

/** The finalizer of MurmurHash3: FNV alone leaves short texts close together. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
