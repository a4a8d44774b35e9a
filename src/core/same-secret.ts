import { hash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time; hashing makes both sides the same length. */
export function sameSecret(given: string, wanted: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', wanted, 'buffer'));
}
