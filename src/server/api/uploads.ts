import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type MediaRef, uploadRef } from '../../core/index.ts';
import type { DeskParts } from './desk-parts.ts';
import { Refusal } from './refusal.ts';

const UPLOAD_ID = /^[\w-]{32}$/;

export interface StoredUpload {
  id: string;
  name: string;
  mimeType: string;
  bytes: number;
  url: string;
}

/** Keeps a file under a name that nobody can guess; its own name is only shown, never used as a path. */
export async function storeUpload(
  { storage, uploads, publicUrl }: DeskParts,
  file: { name: string; mimeType: string; bytes: Uint8Array; agent: string },
  now: number,
): Promise<StoredUpload> {
  const id = randomBytes(24).toString('base64url');
  await mkdir(uploads, { recursive: true });
  await writeFile(join(uploads, id), file.bytes, { flag: 'wx' });
  const row = { id, name: file.name, mime_type: file.mimeType, bytes: file.bytes.byteLength, agent_id: file.agent };
  await storage.transact((tx) =>
    tx
      .insertInto('uploads')
      .values({ ...row, at: now, source: null })
      .execute(),
  );
  return {
    id,
    name: file.name,
    mimeType: file.mimeType,
    bytes: row.bytes,
    url: uploadRef(publicUrl, id),
  };
}

/** The files of a reply, as the channels send them; only those that this agent uploaded. */
export async function uploadedFiles(
  { storage, publicUrl }: DeskParts,
  ids: readonly string[],
  agent: string,
): Promise<MediaRef[]> {
  const files: MediaRef[] = [];
  for (const id of ids) {
    const row = await storage.db
      .selectFrom('uploads')
      .selectAll()
      .where('id', '=', id)
      .where('agent_id', '=', agent)
      .executeTakeFirst();
    if (!row) throw new Refusal('bad_request', { message: 'Upload the file again.' });
    files.push({
      kind: kindOf(row.mime_type),
      ref: uploadRef(publicUrl, id),
      name: row.name,
      mimeType: row.mime_type,
      bytes: row.bytes,
    });
  }
  return files;
}

/** Whoever has the address may load it: it was sent to them. Never shown by a browser, always saved. */
export function mountUploads(server: FastifyInstance, { storage, files }: Pick<DeskParts, 'storage' | 'files'>): void {
  server.get<{ Params: { id: string } }>('/uploads/:id', { schema: { hide: true } }, async (request, reply) => {
    const { id } = request.params;
    const row = UPLOAD_ID.test(id)
      ? await storage.db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst()
      : undefined;
    if (!row) return reply.status(404).send(new Refusal('not_found').body);
    const file = await files.find({ kind: 'file', ref: uploadRef('', id) });
    if (file?.kind === 'unavailable') return reply.status(503).send(new Refusal('unavailable').body);
    if (file?.kind !== 'file') return reply.status(404).send(new Refusal('not_found').body);
    return (
      reply
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        // The widget shows it on the shop's own pages.
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('cache-control', 'private, max-age=86400')
        .type('application/octet-stream')
        .send(createReadStream(file.path))
    );
  });
}

function kindOf(mimeType: string): MediaRef['kind'] {
  const [type] = mimeType.split('/');
  // An SVG is a program for a browser: it goes as a file.
  if (type === 'image' && mimeType !== 'image/svg+xml') return 'image';
  return type === 'video' || type === 'audio' ? type : 'file';
}
