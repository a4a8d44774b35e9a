import { readFile } from 'node:fs/promises';
import {
  AccountId,
  ChannelId,
  type ConversationId,
  IncomingContent,
  type MediaRef,
  type OwnFile,
  Reply,
} from '../../core/index.ts';
import type { Database } from '../../storage/index.ts';
import { LARGEST_UPLOAD_BYTES } from '../stored-files.ts';
import type { DeskParts } from './desk-parts.ts';
import { type PictureType, pictureType } from './picture-type.ts';
import { notFound, Refusal } from './refusal.ts';

/** A file of a conversation, ready to be sent to somebody of the desk. */
export interface MessageFile {
  name: string;
  bytes: Uint8Array;
  /** What a browser may draw without running anything; null for everything else. */
  picture: PictureType | null;
}

/** A platform that does not answer in this time has no file for now. */
const PATIENCE_MS = 20_000;
const AWAY = 'The platform did not hand out the file. Try again in a moment.';

/**
 * The file of one message of this conversation: our own from the disk, a customer's from their platform, on demand.
 * Throws the 404 of the API for a message of another conversation, one without a file, and a file that is gone.
 */
export async function fileOfMessage(
  parts: Pick<DeskParts, 'storage' | 'files' | 'mediaOf'>,
  conversation: ConversationId,
  message: string,
): Promise<MessageFile> {
  const found = await mediaOfMessage(parts.storage.db, conversation, message);
  if (found === null || found.media.kind === 'location') throw notFound();
  const { media, channel, account } = found;
  const own = await parts.files.find(media);
  const bytes = own === null ? await fromPlatform(parts, media, channel, account) : await fromDisk(own);
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
      throw new Refusal('unavailable', { message: AWAY });
    default:
      return loaded satisfies never;
  }
}

async function fromDisk(own: OwnFile): Promise<Uint8Array> {
  switch (own.kind) {
    case 'file':
      return readFile(own.path);
    case 'gone':
      throw notFound();
    case 'unavailable':
      throw new Refusal('unavailable', { message: AWAY });
    default:
      return own satisfies never;
  }
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
