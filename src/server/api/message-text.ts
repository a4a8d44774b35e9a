import type * as z from 'zod';
import { IncomingContent, type MediaRef, Reply } from '../../core/index.ts';
import type { ThreadContent } from '../contract/index.ts';

type Content = z.input<typeof ThreadContent>;

/** One stored message as the thread shows it. `mediaUrl` says where its file can be had, or null. */
export function contentOfMessage(
  author: 'customer' | 'bot' | 'agent' | 'system',
  json: string,
  mediaUrl: (media: MediaRef) => string | null,
): Content {
  const stored: unknown = JSON.parse(json);
  if (author === 'customer') return heardContent(IncomingContent.safeParse(stored).data, mediaUrl);
  const reply = Reply.safeParse(stored).data;
  if (!reply) return { kind: 'unsupported', platformType: 'unknown' };
  switch (reply.kind) {
    case 'text':
      return { kind: 'text', text: reply.markdown, markdown: true };
    case 'choices':
      return { kind: 'choices', prompt: reply.prompt, choices: reply.choices.map(({ label }) => label) };
    case 'media':
      return mediaContent(reply.media, mediaUrl);
    default:
      return reply satisfies never;
  }
}

function heardContent(
  heard: z.infer<typeof IncomingContent> | undefined,
  mediaUrl: (media: MediaRef) => string | null,
): Content {
  if (heard?.kind === 'text') {
    return {
      kind: 'text',
      text: heard.text,
      markdown: false,
      ...(heard.quoted === undefined ? {} : { quoted: heard.quoted }),
    };
  }
  if (heard?.kind === 'choice') return { kind: 'pressed', label: heard.label ?? heard.id };
  if (heard?.kind === 'media') return mediaContent(heard.media, mediaUrl);
  return { kind: 'unsupported', platformType: heard?.kind === 'unsupported' ? heard.platformType : 'unknown' };
}

function mediaContent(media: MediaRef, mediaUrl: (media: MediaRef) => string | null): Content {
  return {
    kind: 'media',
    media: {
      kind: media.kind,
      name: media.name ?? null,
      mimeType: media.mimeType ?? null,
      bytes: media.bytes ?? null,
      caption: media.caption ?? null,
      url: mediaUrl(media),
    },
  };
}

/** One line of plain words for lists. */
export function textOfMessage(author: 'customer' | 'bot' | 'agent' | 'system', json: string): string {
  const content = contentOfMessage(author, json, () => null);
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'choices':
      return content.prompt;
    case 'pressed':
      return content.label;
    case 'media':
      return content.media.caption ?? `[${content.media.kind}]`;
    case 'unsupported':
      return `[${content.platformType}]`;
    default:
      return content satisfies never;
  }
}
