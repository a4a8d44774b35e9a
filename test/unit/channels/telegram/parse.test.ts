import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedUpdate, parseUpdate } from '../../../../src/channels/telegram/parse.ts';
import { AccountId, IncomingMessage } from '../../../../src/core/index.ts';
import { anyText } from '../../../support/any-text.ts';
import { UPDATES } from './updates.ts';

const account = AccountId.parse('7000000001');
const NOW = 1_795_000_123_456;

function parse(raw: unknown): ParsedUpdate {
  return parseUpdate(raw, { account, now: NOW, botUsername: 'WarmlineBot' });
}

function messagesOf(name: keyof typeof UPDATES): readonly IncomingMessage[] {
  const parsed = parse(UPDATES[name]);
  return parsed.kind === 'messages' ? parsed.messages : [];
}

const at = (peer: string) => ({ channel: 'telegram', account: '7000000001', peer });
const ANNA = at('5000000101');
const BERT = at('5000000102');
const GROUP = at('-1001234567890');
const annaProfile = { name: 'Anna 李', languageTag: 'zh-hans' };
const fromAnna = { from: ANNA, profile: annaProfile, sentAt: 1_795_000_000_000 };

describe('an update of Telegram', () => {
  it('becomes a message of the person, with key, order, time and profile', () => {
    expect(messagesOf('text')).toEqual([
      { ...fromAnna, key: 'm5000000101:42', order: 1001, content: { kind: 'text', text: '我的订单什么时候到?👋' } },
    ]);
  });

  it.each([
    ['start', { kind: 'text', text: '/start order-1234' }],
    [
      'photo',
      { kind: 'media', media: { kind: 'image', ref: 'photo:large', bytes: 1_638_400, caption: 'It is broken' } },
    ],
    [
      'document',
      {
        kind: 'media',
        media: { kind: 'file', ref: 'document:doc1', name: '发票.pdf', mimeType: 'application/pdf', bytes: 12345 },
      },
    ],
    ['voice', { kind: 'media', media: { kind: 'audio', ref: 'voice:voice1', mimeType: 'audio/ogg', bytes: 777 } }],
    ['video', { kind: 'media', media: { kind: 'video', ref: 'video:video1' } }],
    ['animation', { kind: 'media', media: { kind: 'video', ref: 'animation:gif1' } }],
    ['sticker', { kind: 'media', media: { kind: 'sticker', ref: 'sticker:sticker1', caption: '👍' } }],
    ['location', { kind: 'media', media: { kind: 'location', ref: 'location:31.230416,121.473701' } }],
    [
      'venue',
      {
        kind: 'media',
        media: { kind: 'location', ref: 'location:52.500000,13.400000', caption: 'Shop, Main Street 1' },
      },
    ],
    ['contact', { kind: 'text', text: '+8613800138000 Anna 李' }],
    ['poll', { kind: 'unsupported', platformType: 'poll' }],
    ['brokenPhoto', { kind: 'text', text: 'still here' }],
  ] as const)('says what it holds: %s', (name, content) => {
    expect(messagesOf(name).map((message) => message.content)).toEqual([content]);
  });

  it('is cleaned: no NUL, no lone surrogate, no more than is kept', () => {
    const [message] = messagesOf('dirtyText');
    const text = message?.content.kind === 'text' ? message.content.text : '';
    expect(text.slice(0, 8)).toBe('ab\ufffd c\nxx');
    expect(text).toHaveLength(8000);
  });

  it('names the message that an edit replaces, and two edits in one second are two', () => {
    const [edit] = messagesOf('edited');
    expect(edit).toMatchObject({
      key: 'm5000000101:42:e1016',
      edits: 'm5000000101:42',
      sentAt: 1_795_000_060_000,
      content: { kind: 'text', text: '订单 1235' },
    });
    expect(edit?.edits).toBe(messagesOf('text')[0]?.key);
  });

  it('tells which button was pressed and what it said, even when the message is too old to be seen', () => {
    expect(parse(UPDATES.pressed)).toMatchObject({ callbackId: '4382bfdwdsb323b2d9' });
    expect(messagesOf('pressed')).toEqual([
      {
        from: ANNA,
        profile: annaProfile,
        key: 'u1018',
        order: 1018,
        sentAt: NOW,
        content: { kind: 'choice', id: 'entry:delivery', label: '配送时间' },
      },
    ]);
    expect(messagesOf('pressedOld')[0]?.content).toEqual({ kind: 'choice', id: 'entry:delivery' });
    expect(messagesOf('pressedForeign')[0]?.content).toEqual({ kind: 'unsupported', platformType: 'callback_query' });
  });

  it('tells blocking from unblocking, and being added to a group from being promoted in it', () => {
    expect(messagesOf('blocked')).toMatchObject([{ from: ANNA, content: { kind: 'presence', event: 'blocked' } }]);
    expect(messagesOf('unblocked')).toMatchObject([{ from: ANNA, content: { kind: 'presence', event: 'joined' } }]);
    expect(messagesOf('addedToGroup')).toMatchObject([
      { from: BERT, group: GROUP, content: { kind: 'presence', event: 'joined' } },
    ]);
    expect(parse(UPDATES.promoted).kind).toBe('ignored');
  });

  it('keeps person and group apart, and knows when a group speaks to the bot', () => {
    const [overheard] = messagesOf('inGroup');
    expect(overheard).toMatchObject({ from: ANNA, group: GROUP });
    expect(overheard?.mentioned).toBeUndefined();
    expect(messagesOf('mentioned')).toMatchObject([{ mentioned: true, content: { text: '退货怎么办?' } }]);
    expect(messagesOf('repliedTo')).toMatchObject([{ mentioned: true, content: { text: 'and the price?' } }]);
    expect(messagesOf('commandForUs')).toMatchObject([{ mentioned: true, content: { text: '/help now' } }]);
    expect(parse(UPDATES.commandForAnother).kind).toBe('ignored');
  });

  it('gives each topic of a forum an address of its own', () => {
    expect(messagesOf('inTopic')[0]?.group).toEqual(at('-1009876543210#77'));
  });

  it('does not listen to bots, but to an administrator who writes in the name of the group', () => {
    expect(parse(UPDATES.otherBot).kind).toBe('ignored');
    expect(messagesOf('anonymousAdmin')).toMatchObject([{ from: GROUP, group: GROUP }]);
  });

  it('tells who came into a group and who left, one message each', () => {
    expect(messagesOf('joinedGroup').map(({ key, from, content }) => [key, from.peer, content])).toEqual([
      ['m-1001234567890:42:p5000000102', BERT.peer, { kind: 'presence', event: 'joined' }],
      ['m-1001234567890:42:p5000000101', ANNA.peer, { kind: 'presence', event: 'joined' }],
    ]);
    expect(messagesOf('leftGroup')).toMatchObject([{ from: BERT, content: { event: 'left' } }]);
  });

  it('says once that a group moved, although Telegram says it in both chats', () => {
    const [to] = messagesOf('movedTo');
    const [from] = messagesOf('movedFrom');
    expect(to).toMatchObject({ key: 'moved-4000123', from: at('-4000123'), content: { kind: 'moved', to: GROUP } });
    expect({ ...from, order: 0 }).toEqual({ ...to, order: 0 });
  });

  it('is ignored with a reason when there is nothing to read', () => {
    for (const name of ['pinned', 'liveLocation', 'channelPost', 'fromTheFuture', 'oddMessage'] as const) {
      expect(parse(UPDATES[name])).toMatchObject({ kind: 'ignored', updateId: UPDATES[name].update_id });
    }
    expect(parse({ message: { text: 'no id' } })).toEqual({ kind: 'malformed' });
    expect(parse('nonsense')).toEqual({ kind: 'malformed' });
  });

  it('never throws and never yields an invalid message, whatever is changed in it', () => {
    const strange = fc.oneof(fc.anything(), anyText(), fc.integer(), fc.constant('\ud800'));
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(UPDATES)), fc.nat(), strange, (update, where, value) => {
        const parsed = parse(changed(update, where, value));
        if (parsed.kind === 'messages') for (const message of parsed.messages) IncomingMessage.parse(message);
      }),
      { numRuns: 3000 },
    );
  });
});

/** A copy with the value at the `where`-th place (counted around) replaced. */
function changed(update: object, where: number, value: unknown): unknown {
  const copy: unknown = structuredClone(update);
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown) => {
    if (node === null || typeof node !== 'object') return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const place = places[where % places.length];
  if (place !== undefined) place[0][place[1]] = value;
  return copy;
}
