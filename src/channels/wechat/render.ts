import type { Choice, MediaRef, Reply } from '../../core/index.ts';
import { cleanText } from '../../core/index.ts';
import { plainText } from './plain-text.ts';
import type { FileSource, Outgoing } from './protocol.ts';
import { MAX_TEXT } from './settings.ts';
import { splitMarkdown } from './split.ts';

export type Rendered =
  | { kind: 'message'; message: Outgoing }
  /** WeChat would never take it; the reason is for the operator. */
  | { kind: 'impossible'; reason: string };

/** A name in front of the words of a reply in a room; as long as WeChat lets one be, and then some. */
const ROOM_FOR_NAME = 64;
const MAX_WORDS = MAX_TEXT - ROOM_FOR_NAME;

/** A reply that fits one message; `prepareReply` makes such replies. */
export function renderReply(reply: Reply): Rendered {
  switch (reply.kind) {
    case 'text':
      return words(plainText(reply.markdown), reply.asker);
    case 'choices':
      return words(`${plainText(reply.prompt)}\n\n${numbered(reply.choices)}`, reply.asker);
    case 'media':
      return file(reply.media);
    default:
      return reply satisfies never;
  }
}

/** A reply as replies that each fit one platform message, in order. Only the first one calls upon the asker. */
export function prepareReply(reply: Reply): readonly Reply[] {
  switch (reply.kind) {
    case 'text':
      return splitMarkdown(reply.markdown, MAX_WORDS).map((markdown, index) => ({
        kind: 'text',
        markdown,
        ...(index === 0 && reply.asker !== undefined ? { asker: reply.asker } : {}),
      }));
    case 'choices': {
      const room = MAX_WORDS - numbered(reply.choices).length - 2;
      if (plainText(reply.prompt).length <= room) return [reply];
      const { asker, ...asked } = reply;
      const prompt = splitMarkdown(reply.prompt, Math.max(200, room));
      const before = prompt.slice(0, -1).join('\n\n');
      const text: Reply = { kind: 'text', markdown: before, ...(asker === undefined ? {} : { asker }) };
      return [...prepareReply(text), { ...asked, prompt: prompt.at(-1) ?? '👇' }];
    }
    case 'media': {
      // WeChat's files carry no words.
      const { caption, ...media } = reply.media;
      if (caption === undefined) return [reply];
      return [{ kind: 'media', media }, ...prepareReply({ kind: 'text', markdown: caption })];
    }
    default:
      return reply satisfies never;
  }
}

function numbered(choices: readonly Choice[]): string {
  return choices.map(({ label }, index) => `${index + 1}. ${label}`).join('\n');
}

function words(text: string, mention: string | undefined): Rendered {
  const clean = cleanText(text, text.length).trim();
  if (clean === '') return { kind: 'impossible', reason: 'the text is empty' };
  if (clean.length > MAX_TEXT)
    return { kind: 'impossible', reason: `${clean.length} characters do not fit ${MAX_TEXT}: prepare() splits them` };
  return { kind: 'message', message: { kind: 'text', text: clean, ...(mention === undefined ? {} : { mention }) } };
}

function file(media: MediaRef): Rendered {
  const source = sourceOf(media.ref);
  if (source === null)
    return { kind: 'impossible', reason: 'the file was not made by this channel and has no web address' };
  return {
    kind: 'message',
    message: { kind: 'file', source, ...(media.name === undefined ? {} : { name: media.name }) },
  };
}

/** Null when the ref was not made for this channel. */
function sourceOf(ref: string): FileSource | null {
  if (/^https?:\/\//i.test(ref)) return { kind: 'url', url: ref };
  return ref.startsWith('message:') ? { kind: 'message', id: ref.slice('message:'.length) } : null;
}
