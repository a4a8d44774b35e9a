import { createHash } from 'node:crypto';
import { EntryId, type Locale } from '../../core/index.ts';

/**
 * A short ASCII name for an entry, at most 40 characters: language, a readable hint, and a hash of what identifies
 * it (path and anchor or question, not the answer). `taken` holds the ids in use; a collision is settled by hashing
 * again, so the order of the files decides, and the loader sorts them.
 */
export function entryIdOf(
  identity: { locale: Locale; path: string; anchor: string | null; question: string },
  taken: ReadonlySet<string>,
): EntryId {
  const stem = identity.path.split('/').at(-1)?.replace(/\.md$/i, '') ?? '';
  const hint = asciiSlug(identity.anchor ?? stem) || asciiSlug(stem) || 'entry';
  const key = [identity.path, identity.anchor === null ? normalised(identity.question) : `#${identity.anchor}`];
  for (let attempt = 0; ; attempt += 1) {
    const hash = createHash('sha256')
      .update(JSON.stringify([...key, attempt]))
      .digest('hex')
      .slice(0, 10);
    const id = `${identity.locale.slice(0, 2)}-${hint}-${hash}`;
    if (!taken.has(id)) return EntryId.parse(id);
  }
}

/** Sixteen hexadecimal digits over everything that makes the entry what it is. */
export function contentHash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function asciiSlug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24)
    .replace(/-+$/, '');
}

/** So that a changed question mark or a doubled space keeps the id. */
function normalised(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}
