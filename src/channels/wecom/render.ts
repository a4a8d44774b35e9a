import type { Choice, MediaRef, Reply } from '../../core/index.ts';
import { plainText } from './plain-text.ts';
import { bytesOf, splitBytes } from './split.ts';

/** Limits of kf/send_msg in bytes of UTF-8 (developer.work.weixin.qq.com, 发送消息). */
export const MAX_TEXT_BYTES = 2_048;
const MAX_HEAD_BYTES = 1_024;
const MAX_CHOICES = 10;
const MAX_LABEL_BYTES = 128;

/** WeCom takes five messages after each of the customer's; a single answer never uses them all. */
const MAX_PARTS = 4;

/** One message, without whom it is for. */
export type Rendered =
  | { kind: 'text'; body: { msgtype: 'text'; text: { content: string } } }
  | { kind: 'menu'; body: { msgtype: 'msgmenu'; msgmenu: { head_content: string; list: MenuEntry[] } } }
  | { kind: 'location'; body: { msgtype: 'location'; location: { latitude: number; longitude: number; name: string } } }
  | { kind: 'file'; media: MediaRef }
  /** WeCom would never take it; the reason is for the operator. */
  | { kind: 'impossible'; reason: string };

interface MenuEntry {
  type: 'click';
  click: { id: string; content: string };
}

/** A reply that fits one message; `prepareReply` makes such replies. */
export function renderReply(reply: Reply): Rendered {
  switch (reply.kind) {
    case 'text':
      return text(plainText(reply.markdown));
    case 'choices':
      return fitsMenu(reply.choices) ? menu(plainText(reply.prompt), reply.choices) : text(numbered(reply));
    case 'media':
      return renderMedia(reply.media);
    default:
      return reply satisfies never;
  }
}

/** A reply as replies that each fit one message, in order. */
export function prepareReply(reply: Reply): readonly Reply[] {
  switch (reply.kind) {
    case 'text':
      return bytesOf(plainText(reply.markdown)) <= MAX_TEXT_BYTES
        ? [reply]
        : texts(plainText(reply.markdown), MAX_PARTS);
    case 'choices': {
      if (!fitsMenu(reply.choices)) {
        return bytesOf(numbered(reply)) <= MAX_TEXT_BYTES ? [reply] : texts(numbered(reply), MAX_PARTS);
      }
      const prompt = plainText(reply.prompt);
      if (bytesOf(prompt) <= MAX_HEAD_BYTES) return [reply];
      return [...texts(prompt, MAX_PARTS - 1), { ...reply, prompt: '👇' }];
    }
    case 'media': {
      const { caption, ...media } = reply.media;
      // Files have no caption in WeChat, and a place shows its own.
      if (caption === undefined || media.kind === 'location') return [reply];
      return [{ kind: 'media', media }, ...texts(plainText(caption), MAX_PARTS - 1)];
    }
    default:
      return reply satisfies never;
  }
}

function fitsMenu(choices: readonly Choice[]): boolean {
  return choices.length <= MAX_CHOICES && choices.every(({ label }) => bytesOf(label) <= MAX_LABEL_BYTES);
}

/** What cannot be pressed is answered with its number. */
function numbered({ prompt, choices }: Extract<Reply, { kind: 'choices' }>): string {
  return [plainText(prompt), '', ...choices.map(({ label }, index) => `${index + 1}. ${label}`)].join('\n');
}

function texts(plain: string, most: number): Reply[] {
  return splitBytes(plain, MAX_TEXT_BYTES, most).map((part) => ({ kind: 'text', markdown: asMarkdown(part) }));
}

/** Plain words as markdown that shows them as they are; addresses are left alone, because they are links as they are. */
function asMarkdown(plain: string): string {
  return plain
    .split(/(https?:\/\/\S+)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/([\\`*_{}[\]<>#|~&])/g, '\\$1').replace(/(?<!\n)\n(?!\n)/g, '  \n'),
    )
    .join('');
}

function text(content: string): Rendered {
  if (content === '') return { kind: 'impossible', reason: 'the text is empty' };
  const bytes = bytesOf(content);
  if (bytes > MAX_TEXT_BYTES)
    return { kind: 'impossible', reason: `${bytes} bytes do not fit ${MAX_TEXT_BYTES}: prepare() splits them` };
  return { kind: 'text', body: { msgtype: 'text', text: { content } } };
}

function menu(head: string, choices: readonly Choice[]): Rendered {
  if (bytesOf(head) > MAX_HEAD_BYTES)
    return { kind: 'impossible', reason: `a menu's text has at most ${MAX_HEAD_BYTES} bytes: prepare() splits it` };
  const list = choices.map(({ id, label }): MenuEntry => ({ type: 'click', click: { id, content: label } }));
  return { kind: 'menu', body: { msgtype: 'msgmenu', msgmenu: { head_content: head, list } } };
}

function renderMedia(media: MediaRef): Rendered {
  if (media.kind !== 'location') return { kind: 'file', media };
  const place = /^location:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/.exec(media.ref);
  if (place === null) return { kind: 'impossible', reason: 'a place is "location:latitude,longitude"' };
  const [latitude, longitude] = [Number(place[1]), Number(place[2])];
  const name = media.caption?.split('\n')[0] ?? media.name ?? '';
  return { kind: 'location', body: { msgtype: 'location', location: { latitude, longitude, name } } };
}
