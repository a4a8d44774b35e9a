import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';

/** A digest of the code in a folder, of the packages that it leans on, and of Node: what it made elsewhere may differ. */
export async function codeVersion(folder: string, packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(process.version + process.arch);
  for (const name of packages) {
    const description = findPackageJSON(name, import.meta.url);
    if (description !== undefined) hash.update(await readFile(description));
  }
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(join(folder, name)));
  return hash.digest('hex');
}
