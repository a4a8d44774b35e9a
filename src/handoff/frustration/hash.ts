/** A 32-bit name for a feature: FNV-1a over the text's code units, finished so that near names lie far apart. */
export function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixHash(hash, 0);
}

/** Joins a hash with a scope, so that one phrase has a weight of its own in each. */
export function mixHash(hash: number, scope: number): number {
  let mixed = hash ^ scope;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
