import { Refusal } from './refusal.ts';

/** The sort values of the last row of a page, so that the next page begins right after it, whatever came in between. */
export function writeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Null for the first page. Throws bad_request for what was not made here. */
export function readCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const valid =
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => typeof value === 'string' || typeof value === 'number');
    if (valid) return values;
  } catch {
    // not one of ours
  }
  throw new Refusal('bad_request', { message: 'Take the cursor from "next" of the page before.' });
}

/** Of one row more than was asked for: the page, and where the next begins. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | number)[],
): { rows: T[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null };
}
