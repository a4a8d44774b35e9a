import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AccountId, ChannelId, type ConversationId, IncomingContent, type MediaRef, Reply } from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';
import type { DeskParts } from './desk-parts.ts';
import { type PictureType, pictureType } from './picture-type.ts';
import { notFound, Refusal } from './refusal.ts';
import { LARGEST_UPLOAD_BYTES, uploadOf } from './uploads.ts';

/** A file of a conversation, ready to be sent to somebody of the desk. */
export interface MessageFile {
  name: string;
  bytes: Uint8Array;
  /** What a browser may draw without running anything; null for everything else. */
  picture: PictureType | null;
}

/** A platform that does not answer in this time has no file for now. */
const PATIENCE_MS = 20_000;

/**
 * The file of one message of this conversation: our own from the disk, a customer's from their platform, on demand.
 * Throws the 404 of the API for a message of another conversation, one without a file, and a file that is gone.
 */
export async function fileOfMessage(
  parts: Pick<DeskParts, 'storage' | 'uploads' | 'publicUrl' | 'mediaOf'>,
  conversation: ConversationId,
  message: string,
): Promise<MessageFile> {
  const found = await mediaOfMessage(parts.storage.db, conversation, message);
  if (found === null || found.media.kind === 'location') throw notFound();
  const { media, channel, account } = found;
  const own = uploadOf(parts, media.ref);
  const bytes = own === null ? await fromPlatform(parts, media, channel, account) : await fromDisk(parts.uploads, own);
  const picture = pictureType(bytes);
  return { name: media.name ?? `${media.kind}${picture === null ? '' : `.${picture.extension}`}`, bytes, picture };
}

async function fromPlatform(
  { mediaOf }: Pick<DeskParts, 'mediaOf'>,
  media: MediaRef,
  channel: string,
  account: string,
): Promise<Uint8Array> {
  const source = mediaOf(ChannelId.parse(channel), AccountId.parse(account));
  if (source === null) throw notFound();
  const loaded = await source.load(media, LARGEST_UPLOAD_BYTES, AbortSignal.timeout(PATIENCE_MS));
  switch (loaded.kind) {
    case 'loaded':
      return loaded.bytes;
    case 'too-large':
      throw new Refusal('too_large', { message: 'The file is larger than what can be fetched (20 MB).' });
    case 'gone':
      throw notFound();
    case 'unavailable':
      throw new Refusal('unavailable', { message: 'The platform did not hand out the file. Try again in a moment.' });
    default:
      return loaded satisfies never;
  }
}

async function fromDisk(folder: string, id: string): Promise<Uint8Array> {
  const path = join(folder, id);
  if (!(await stat(path).catch(() => null))?.isFile()) throw notFound();
  const parts: Uint8Array[] = [];
  for await (const part of createReadStream(path)) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

async function mediaOfMessage(
  db: Database,
  conversation: ConversationId,
  message: string,
): Promise<{ media: MediaRef; channel: string; account: string } | null> {
  const row = await db
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
    .select(['messages.author', 'messages.content', 'conversations.channel', 'conversations.account'])
    .where('messages.id', '=', message)
    .where('messages.conversation_id', '=', conversation)
    .executeTakeFirst();
  if (!row) return null;
  const content = (row.author === 'customer' ? IncomingContent : Reply).safeParse(JSON.parse(row.content)).data;
  return content?.kind === 'media' ? { media: content.media, channel: row.channel, account: row.account } : null;
}
