import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { errorText } from '../../core/index.ts';
import type { Problem } from '../articles/article.ts';

/** A markdown file of the knowledge base. `stamp` changes when the file was written, moved over or replaced. */
export interface FoundFile {
  path: string;
  absolute: string;
  bytes: number;
  stamp: string;
}

const DEEPEST = 12;
const MOST_FILES = 20_000;

/**
 * All `.md` files below `folder` (a path relative to `root`), sorted by path. Hidden files and names that begin with
 * "_" are passed over. Nothing outside `root` is ever opened: links that lead out are problems.
 */
export async function findFiles(root: string, folder: string): Promise<{ files: FoundFile[]; problems: Problem[] }> {
  const files: FoundFile[] = [];
  const problems: Problem[] = [];
  const home = await realpath(root);

  async function enter(directory: string, depth: number): Promise<void> {
    const names = await readdir(directory, { withFileTypes: true });
    for (const entry of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (/^[._]/.test(entry.name) && !entry.name.startsWith('..')) continue;
      const absolute = join(directory, entry.name);
      const path = relative(root, absolute).split(sep).join('/');
      try {
        await look(entry, absolute, path, depth);
      } catch (error) {
        // A file that went away between the listing and the look is simply gone.
        if (!isMissing(error)) problems.push(unreadable(path, `It cannot be read: ${errorText(error)}`));
      }
    }
  }

  async function look(entry: Dirent, absolute: string, path: string, depth: number): Promise<void> {
    if (entry.isDirectory()) {
      if (depth >= DEEPEST) problems.push(unreadable(path, `Folders are nested deeper than ${DEEPEST}.`));
      else await enter(absolute, depth + 1);
      return;
    }
    if (!/\.md$/i.test(entry.name)) return;
    if (entry.name.includes('..') || /[\\\p{Cc}]/u.test(entry.name)) {
      problems.push(unreadable(path, 'The name holds "..", "\\" or a control character. Rename the file.'));
      return;
    }
    if (entry.isSymbolicLink()) {
      const target = await realpath(absolute);
      if (!target.startsWith(home + sep)) {
        problems.push(
          unreadable(path, 'It is a link to a place outside the knowledge base. Copy the file here instead.'),
        );
        return;
      }
    }
    const found = await stat(absolute, { bigint: true });
    if (!found.isFile()) {
      if (!found.isDirectory()) problems.push(unreadable(path, 'It is not an ordinary file.'));
      return;
    }
    if (files.length >= MOST_FILES) {
      if (files.length === MOST_FILES)
        problems.push(unreadable(path, `More than ${MOST_FILES} articles; this one is left out.`));
      return;
    }
    files.push({
      path,
      absolute,
      bytes: Number(found.size),
      stamp: `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`,
    });
  }

  const start = join(root, folder);
  if (await exists(start)) await enter(start, 0);
  return { files, problems };
}

/** Golden questions may lie beside their article: "delivery.golden.md" is none itself. */
export function isGoldenFile(path: string): boolean {
  return /\.golden\.md$/i.test(path);
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function unreadable(path: string, message: string): Problem {
  return { severity: 'error', path, line: 1, message };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
