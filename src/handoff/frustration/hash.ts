const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** A 32-bit name for a feature: FNV-1a over the text's code units, finished so that near names lie far apart. */
export function hashText(text: string, seed: number): number {
  return finishHash(addText(startHash(seed), text));
}

/** The same hash piece by piece, for texts that are only parts joined: nobody need join them. */
export function startHash(seed: number): number {
  return FNV_OFFSET ^ seed;
}

export function addText(hash: number, text: string): number {
  let running = hash;
  for (let at = 0; at < text.length; at += 1) running = Math.imul(running ^ text.charCodeAt(at), FNV_PRIME);
  return running;
}

export function finishHash(hash: number): number {
  return mixHash(hash, 0);
}

/** Joins a hash with a scope, so that one phrase has a weight of its own in each. */
export function mixHash(hash: number, scope: number): number {
  let mixed = hash ^ scope;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
