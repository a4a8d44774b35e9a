import {
  type AccountId,
  type Address,
  cleanText,
  type IncomingContent,
  IncomingMessage,
  MAX_INCOMING_TEXT,
  type MediaRef,
} from '../../core/index.ts';
import { personAddress, roomAddress } from './peers.ts';
import type { MessageEvent, PuppetEvent } from './protocol.ts';

/** A message before its ids are checked and branded. */
type Candidate = Omit<IncomingMessage, 'key' | 'order' | 'edits'> & { key: string };

/**
 * What an event of the puppet means. Empty for what nobody said to us: our own words, official accounts, notices. It never
 * throws: what cannot be read is left out, because one odd event must not block those behind it.
 */
export function parseEvent(event: PuppetEvent, account: AccountId): readonly IncomingMessage[] {
  return candidates(event, account).flatMap((candidate) => {
    const checked = IncomingMessage.safeParse({ ...candidate, order: Math.max(0, event.at) });
    return checked.success ? [checked.data] : [];
  });
}

function candidates(event: PuppetEvent, account: AccountId): readonly Candidate[] {
  switch (event.kind) {
    case 'message':
      return fromMessage(event, account);
    case 'membership':
      return fromMembership(event, account);
    case 'befriended': {
      const { id, at, person } = event;
      const from = personAddress(account, person.id);
      return [
        { key: `f${id}`, from, ...profileOf(person), sentAt: at, content: { kind: 'presence', event: 'joined' } },
      ];
    }
    default:
      return event satisfies never;
  }
}

function fromMessage(event: MessageEvent, account: AccountId): readonly Candidate[] {
  const { id, talker, self, room, at, official } = event;
  if (talker.id === self.id || official) return [];
  const mention = room === undefined ? null : mentionOf(event);
  const content = contentOf(event, mention?.rest ?? event.text);
  if (content === null) return [];
  return [
    {
      key: `m${id}`,
      from: personAddress(account, talker.id),
      ...roomOf(room, account),
      ...profileOf(talker),
      ...(mention?.us ? { mentioned: true } : {}),
      sentAt: at,
      content,
    },
  ];
}

function fromMembership(
  { change, at, room, people, by, self }: Extract<PuppetEvent, { kind: 'membership' }>,
  account: AccountId,
): readonly Candidate[] {
  return people.map((person) => ({
    key: `${change}:${room.id}:${person.id}:${at}`,
    // As in other channels, who brought us in or put us out is who did it.
    from: personAddress(account, person.id === self.id ? (by ?? person.id) : person.id),
    ...roomOf(room, account),
    ...(person.id === self.id ? {} : profileOf(person)),
    sentAt: at,
    content: { kind: 'presence', event: change, ...(person.id === self.id ? { self: true as const } : {}) },
  }));
}

/** WeChat puts this space after a name that is called; people who type it by hand put any. */
const AFTER_NAME = '(?:[\\u2005\\s]+|$)';

/** Whether we are called upon, and what is said without our name. Where the puppet lists who is called, the list counts alone. */
function mentionOf({ text, mentions, self }: MessageEvent): { us: boolean; rest: string } {
  const called = new RegExp(`[@＠](?:${self.names.map(escaped).join('|')})${AFTER_NAME}`, 'gu');
  const rest = self.names.length === 0 ? text : text.replace(called, ' ').trim();
  const named = self.names.length > 0 && called.test(text);
  return { us: mentions.length > 0 ? mentions.includes(self.id) : named, rest: rest === '' ? text : rest };
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** What a message says, or null for what is no message to us. */
function contentOf(event: MessageEvent, text: string): IncomingContent | null {
  switch (event.type) {
    case 'Text': {
      const clean = cleanText(text, MAX_INCOMING_TEXT).trim();
      return clean === '' ? { kind: 'unsupported', platformType: 'Text' } : { kind: 'text', text: clean };
    }
    case 'Url': {
      if (event.link === undefined) return { kind: 'unsupported', platformType: 'Url' };
      const said = cleanText(`${event.link.title}\n${event.link.url}`, MAX_INCOMING_TEXT).trim();
      return said === '' ? { kind: 'unsupported', platformType: 'Url' } : { kind: 'text', text: said };
    }
    case 'Image':
      return fileOf(event, 'image');
    case 'Video':
      return fileOf(event, 'video');
    case 'Audio':
      return fileOf(event, 'audio');
    case 'Attachment':
      return fileOf(event, 'file');
    case 'Emoticon':
      return fileOf(event, 'sticker');
    case 'Location': {
      if (event.place === undefined) return { kind: 'unsupported', platformType: 'Location' };
      const { latitude, longitude, name } = event.place;
      const caption = cleanText(name, 4096);
      const ref = `location:${latitude.toFixed(6)},${longitude.toFixed(6)}`;
      return { kind: 'media', media: { kind: 'location', ref, ...(caption === '' ? {} : { caption }) } };
    }
    case 'Contact':
    case 'ChatHistory':
    case 'MiniProgram':
    case 'Transfer':
    case 'RedEnvelope':
    case 'Post':
      return { kind: 'unsupported', platformType: event.type };
    // Notices of WeChat itself ("you have added ... "), which are said by nobody.
    case 'Unknown':
    case 'GroupNote':
    case 'Recalled':
      return null;
    default:
      return event.type satisfies never;
  }
}

function fileOf({ id, fileName }: MessageEvent, kind: MediaRef['kind']): IncomingContent {
  const name = cleanText(fileName ?? '', 256);
  return { kind: 'media', media: { kind, ref: `message:${id}`, ...(name === '' ? {} : { name }) } };
}

function roomOf(
  room: { id: string; topic?: string | undefined } | undefined,
  account: AccountId,
): { group?: Address; roomTitle?: string } {
  if (room === undefined) return {};
  const title = cleanText(room.topic ?? '', 256).trim();
  return { group: roomAddress(account, room.id), ...(title === '' ? {} : { roomTitle: title }) };
}

function profileOf(person: { name?: string | undefined }): { profile?: { name: string } } {
  const name = cleanText(person.name ?? '', 256).trim();
  return name === '' ? {} : { profile: { name } };
}
