import { lstat, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FoundDocument, LeftOut } from './document.ts';
import { IMPORTED_KINDS } from './imported-kinds.ts';

/** A folder with more documents than this was named by mistake. */
const MOST_DOCUMENTS = 2_000;

/**
 * The files that a path means: itself, or what a folder holds of the kinds that are read, in the order of their names.
 * Hidden folders, packages of programs and links to elsewhere are not entered.
 */
export async function findDocuments(path: string): Promise<{ found: FoundDocument[]; left: LeftOut[] }> {
  const known = await lstat(path).catch(() => null);
  if (!known?.isDirectory()) return { found: [{ file: path, folder: null }], left: [] };
  const files = await filesBelow(path);
  const left: LeftOut[] = [];
  if (files.length === 0) left.push({ what: 'the folder', why: `nothing in it ends in ${IMPORTED_KINDS.join(' ')}` });
  if (files.length > MOST_DOCUMENTS)
    left.push({ what: 'the rest of the folder', why: `at most ${MOST_DOCUMENTS} files are read at a time` });
  return { found: files.slice(0, MOST_DOCUMENTS).map((file) => ({ file, folder: path })), left };
}

async function filesBelow(folder: string): Promise<string[]> {
  const inside = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of inside.sort((one, other) => one.name.localeCompare(other.name, 'en'))) {
    if (/^\.|^node_modules$/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (entry.isFile() && IMPORTED_KINDS.includes(extname(entry.name).toLowerCase())) files.push(path);
    if (files.length > MOST_DOCUMENTS) break;
  }
  return files;
}
