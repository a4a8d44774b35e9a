import { type Api, InputFile } from 'grammy';
import type { AccountId, Address, Clock, MediaRef, OwnFiles, Reply, SendResult } from '../../core/index.ts';
import { failureOf } from './failure.ts';
import { type Target, TELEGRAM, targetOf } from './peers.ts';
import { formatMarkdown, type Rendered, renderReply, renderUpload } from './render.ts';
import { type ApiSignal, apiSignal } from './transport.ts';

export interface Sender {
  send(to: Address, reply: Reply, signal: AbortSignal): Promise<SendResult>;
  typing(to: Address): Promise<void>;
}

export interface SenderOptions {
  api: Api;
  /** The same for messages with bytes, which take longer. */
  uploadApi: Api;
  ownFiles: OwnFiles;
  account: AccountId;
  clock: Clock;
}

/** One reply, one call: what would need several messages was split by `prepare` and stored as several replies. */
export function createSender({ api, uploadApi, ownFiles, account, clock }: SenderOptions): Sender {
  /** The last 429 and the chat that got it, to tell a busy chat from a busy bot. */
  let lastFlood: { peer: string; until: number } | null = null;
  const format = remembering(formatMarkdown);

  return {
    async send(to, reply, signal) {
      const target = to.channel === TELEGRAM && to.account === account ? targetOf(to.peer) : null;
      if (target === null) return invalid(`not an address of Telegram bot ${account}`);
      const upload = reply.kind === 'media' ? await uploadOf(reply.media) : null;
      if (upload !== null && 'result' in upload) return upload.result;
      const rendered = upload?.rendered ?? renderReply(reply, format);
      if (rendered.kind === 'impossible') return invalid(rendered.reason);
      if (signal.aborted) return { kind: 'later', afterMs: null, scope: 'channel', cause: 'stopping' };
      try {
        const { message_id } = await call(upload === null ? api : uploadApi, target, rendered, signal);
        return { kind: 'sent', platformId: `${target.chat_id}:${message_id}` };
      } catch (error) {
        const result = failureOf(error, account);
        return result.kind === 'later' && result.scope === 'chat' ? widen(to.peer, result) : result;
      }
    },
    async typing(to) {
      const target = targetOf(to.peer);
      // Best effort: a sign that did not show is not worth a line in the log.
      if (target !== null) await api.raw.sendChatAction({ ...target, action: 'typing' }).catch(() => undefined);
    },
  };

  /** The call that carries the bytes of a file of ours; null for a file that Telegram has or can load. */
  async function uploadOf(media: MediaRef): Promise<{ rendered: Rendered } | { result: SendResult } | null> {
    const own = await ownFiles.find(media);
    switch (own?.kind) {
      case undefined:
        return null;
      case 'file':
        return { rendered: renderUpload(media, new InputFile(own.path, quoted(media.name ?? media.kind)), own.bytes) };
      case 'gone':
        return { result: invalid('the file is not there any more') };
      case 'unavailable':
        return { result: { kind: 'later', afterMs: null, scope: 'chat', cause: own.cause } };
      default:
        return own satisfies never;
    }
  }

  /**
   * Telegram does not say whether a 429 is about this chat or about the bot. A second chat that gets one while the
   * first still waits means the bot: then everything waits.
   */
  function widen(peer: string, result: Extract<SendResult, { kind: 'later' }>): SendResult {
    const now = clock.now();
    const everyone = lastFlood !== null && lastFlood.peer !== peer && lastFlood.until > now;
    lastFlood = { peer, until: now + (result.afterMs ?? 1_000) };
    return everyone ? { ...result, scope: 'channel' } : result;
  }
}

/** grammY writes the name as it is into the header of its part, where a name with a space or a semicolon has to be quoted. */
function quoted(name: string): string {
  return `"${name.replace(/["\\\p{Cc}]/gu, '_').slice(0, 120)}"`;
}

/** Answers of a knowledge base repeat, and to parse markdown is most of the work of a send. */
function remembering<R>(format: (markdown: string) => R): (markdown: string) => R {
  const known = new Map<string, R>();
  return (markdown) => {
    const found = known.get(markdown) ?? format(markdown);
    known.delete(markdown);
    known.set(markdown, found);
    const oldest = known.size > MOST_REMEMBERED ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return found;
  };
}

/** A few thousand characters each at most: about a megabyte. */
const MOST_REMEMBERED = 256;

function invalid(detail: string): SendResult {
  return { kind: 'refused', reason: { kind: 'invalid' }, detail };
}

function call(
  { raw }: Api,
  target: Target,
  rendered: Exclude<Rendered, { kind: 'impossible' }>,
  abort: AbortSignal,
): Promise<{ message_id: number }> {
  const signal = apiSignal(abort);
  switch (rendered.kind) {
    case 'message': {
      const { text, entities, keyboard } = rendered;
      return raw.sendMessage(
        {
          ...target,
          text,
          ...(entities.length === 0 ? {} : { entities }),
          ...(keyboard === null ? {} : { reply_markup: { inline_keyboard: keyboard } }),
          // An answer names its source; a large preview of that page would push the answer off the screen.
          link_preview_options: { is_disabled: true },
        },
        signal,
      );
    }
    case 'location':
      return raw.sendLocation({ ...target, latitude: rendered.latitude, longitude: rendered.longitude }, signal);
    case 'file':
      return sendFile(raw, target, rendered, signal);
    default:
      return rendered satisfies never;
  }
}

function sendFile(
  raw: Api['raw'],
  target: Target,
  { type, file, caption }: Extract<Rendered, { kind: 'file' }>,
  signal: ApiSignal,
): Promise<{ message_id: number }> {
  const captioned = { ...target, ...(caption === null ? {} : { caption }) };
  switch (type) {
    case 'photo':
      return raw.sendPhoto({ ...captioned, photo: file }, signal);
    case 'document':
      return raw.sendDocument({ ...captioned, document: file }, signal);
    case 'video':
      return raw.sendVideo({ ...captioned, video: file }, signal);
    case 'video_note':
      return raw.sendVideoNote({ ...target, video_note: file }, signal);
    case 'animation':
      return raw.sendAnimation({ ...captioned, animation: file }, signal);
    case 'audio':
      return raw.sendAudio({ ...captioned, audio: file }, signal);
    case 'voice':
      return raw.sendVoice({ ...captioned, voice: file }, signal);
    case 'sticker':
      return raw.sendSticker({ ...target, sticker: file }, signal);
    default:
      return type satisfies never;
  }
}
