import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { Deserializer, Serializer } from 'node:v8';
import { crc32 } from 'node:zlib';
import { release } from './release.ts';

const HEADER_BYTES = 8;
const MAGIC = 0x57_4c_4b_31;

/** A value as it is kept: a mark, the checksum of what follows, and V8's own form of it (typed arrays included). */
export function encodeKept(value: unknown): Uint8Array {
  const body = written(value);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  bytes.writeUInt32BE(MAGIC, 0);
  bytes.writeUInt32BE(crc32(body), 4);
  body.copy(bytes, HEADER_BYTES);
  return bytes;
}

/**
 * What was kept, or null where there is no file or it is damaged: then it is made anew. The name of the file has to be
 * a digest of all that the value was made from, code included, so that a value of another shape is never read.
 */
export async function readKept<T>(path: string): Promise<T | null> {
  try {
    const bytes = await readFile(path);
    const body = bytes.subarray(HEADER_BYTES);
    if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== crc32(body)) {
      return null;
    }
    const value = read(body) as T;
    release(bytes);
    return value;
  } catch {
    return null;
  }
}

/**
 * The plain form, in which each typed array has memory of its own. Node's `serialize` writes them as parts of one piece:
 * when it is read again, some of them are views that hold the whole file, beside the copies of the others.
 */
function written(value: unknown): Buffer {
  const serializer = new Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function read(body: Buffer): unknown {
  const deserializer = new Deserializer(body);
  deserializer.readHeader();
  return deserializer.readValue();
}

/** Written beside and moved over, so that no reader sees a half. A folder that cannot be written to is done without. */
export async function writeKept(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Leaves the `most` files that were written last among those with the ending of `path`. */
export async function pruneKept(path: string, most: number): Promise<void> {
  const folder = dirname(path);
  const ending = extname(path);
  const names = await readdir(folder).catch(() => []);
  const aged = await Promise.all(
    names
      .filter((name) => name !== basename(path) && name.includes(ending))
      .map(async (name) => ({
        name,
        at: await stat(join(folder, name)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        ),
      })),
  );
  aged.sort((a, b) => b.at - a.at);
  for (const { name } of aged.slice(most - 1)) await rm(join(folder, name), { force: true }).catch(() => undefined);
}
