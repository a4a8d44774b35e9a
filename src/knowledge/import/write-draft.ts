import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Locale, WarmlineError } from '../../core/index.ts';

const MOST_NAMES = 1_000;

/** Writes a draft beside what is there, never over it, and returns its path in the knowledge base. */
export async function writeDraft(directory: string, locale: Locale, name: string, text: string): Promise<string> {
  const folder = join(directory, 'articles', locale);
  await mkdir(folder, { recursive: true });
  const stem =
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'imported';
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const file = `_${stem}${number === 1 ? '' : `-${number}`}.md`;
    try {
      await writeFile(join(folder, file), text, { flag: 'wx' });
      return `articles/${locale}/${file}`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new WarmlineError(
    'KNOWLEDGE_INVALID',
    `There are ${MOST_NAMES} drafts called "${stem}" already. Rename or remove some.`,
  );
}
