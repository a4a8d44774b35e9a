import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../../src/channels/wechat/parse.ts';
import { MESSAGE_TYPES, type MessageEvent, PuppetEvent } from '../../../../src/channels/wechat/protocol.ts';
import { AccountId, IncomingMessage } from '../../../../src/core/index.ts';

const account = AccountId.parse('shop');
const AT = 1_795_000_000_000;
const ANN = { channel: 'wechat', account: 'shop', peer: 'wxid_ann' };
const ROOM = { channel: 'wechat', account: 'shop', peer: 'room:42@chatroom' };

const said = (fields: Partial<MessageEvent> = {}): MessageEvent => ({
  kind: 'message',
  id: '7001',
  type: 'Text',
  text: '我的订单什么时候到?',
  at: AT,
  talker: { id: 'wxid_ann', name: '安' },
  mentions: [],
  self: { id: 'wxid_shop', names: ['暖线', '暖线客服'] },
  official: false,
  ...fields,
});
const inRoom = (fields: Partial<MessageEvent> = {}) =>
  said({ room: { id: '42@chatroom', topic: '业主群' }, ...fields });
const contents = (event: PuppetEvent) => parseEvent(event, account).map(({ content }) => content);

describe('an event of a WeChat puppet', () => {
  it('becomes a message of the person, with key, order, time and name', () => {
    expect(parseEvent(said(), account)).toEqual([
      {
        key: 'm7001',
        from: ANN,
        profile: { name: '安' },
        sentAt: AT,
        order: AT,
        content: { kind: 'text', text: '我的订单什么时候到?' },
      },
    ]);
  });

  it('keeps the person as author in a room, and knows whether we are called upon', () => {
    expect(parseEvent(inRoom(), account)[0]).toMatchObject({ from: ANN, group: ROOM, roomTitle: '业主群' });
    expect(parseEvent(inRoom(), account)[0]?.mentioned).toBeUndefined();
    const called = parseEvent(inRoom({ text: '@暖线客服\u2005在吗', mentions: ['wxid_shop'] }), account);
    expect(called).toMatchObject([{ mentioned: true, content: { kind: 'text', text: '在吗' } }]);
    // Puppets that name nobody: the name that we have in the room is looked for.
    expect(parseEvent(inRoom({ text: '在吗 ＠暖线 ' }), account)).toMatchObject([
      { mentioned: true, content: { text: '在吗' } },
    ]);
    expect(parseEvent(inRoom({ text: '@暖线客服', mentions: ['wxid_shop'] }), account)).toMatchObject([
      { content: { text: '@暖线客服' } },
    ]);
    // Somebody else's name that begins like ours.
    expect(parseEvent(inRoom({ text: '@暖线客服小王\u2005在吗' }), account)[0]?.mentioned).toBeUndefined();
    expect(parseEvent(inRoom({ text: '@阿本 在吗', mentions: ['wxid_ben'] }), account)[0]?.mentioned).toBeUndefined();
  });

  it('hears no name in a private chat', () => {
    expect(contents(said({ text: '@暖线客服 在吗' }))).toEqual([{ kind: 'text', text: '@暖线客服 在吗' }]);
  });

  it.each([
    ['Image', {}, { kind: 'media', media: { kind: 'image', ref: 'message:7001' } }],
    [
      'Attachment',
      { fileName: '发票.pdf' },
      { kind: 'media', media: { kind: 'file', ref: 'message:7001', name: '发票.pdf' } },
    ],
    ['Audio', {}, { kind: 'media', media: { kind: 'audio', ref: 'message:7001' } }],
    ['Video', {}, { kind: 'media', media: { kind: 'video', ref: 'message:7001' } }],
    ['Emoticon', {}, { kind: 'media', media: { kind: 'sticker', ref: 'message:7001' } }],
    [
      'Location',
      { place: { latitude: 30.25, longitude: 120.16, name: '西湖' } },
      { kind: 'media', media: { kind: 'location', ref: 'location:30.250000,120.160000', caption: '西湖' } },
    ],
    [
      'Url',
      { link: { title: '木桌', url: 'https://shop.example/t1' } },
      { kind: 'text', text: '木桌\nhttps://shop.example/t1' },
    ],
    ['Url', {}, { kind: 'unsupported', platformType: 'Url' }],
    ['RedEnvelope', {}, { kind: 'unsupported', platformType: 'RedEnvelope' }],
    ['Text', { text: '\u0000 ' }, { kind: 'unsupported', platformType: 'Text' }],
  ] as const)('of type %s says what it is', (type, fields, content) => {
    expect(contents(said({ type, ...fields }))).toEqual([content]);
  });

  it('is nothing when we said it, when an account for news did, or when it is a notice', () => {
    expect(parseEvent(said({ talker: { id: 'wxid_shop' } }), account)).toEqual([]);
    expect(parseEvent(said({ official: true }), account)).toEqual([]);
    expect(parseEvent(said({ type: 'Unknown' }), account)).toEqual([]);
    expect(parseEvent(said({ type: 'Recalled' }), account)).toEqual([]);
  });

  it('tells who comes and goes; when it is us, who did that is the author', () => {
    const came = {
      kind: 'membership',
      change: 'joined',
      at: AT,
      room: { id: '42@chatroom' },
      people: [{ id: 'wxid_ann', name: '安' }, { id: 'wxid_shop' }],
      by: 'wxid_ben',
      self: { id: 'wxid_shop' },
    } as const;
    const group = { group: ROOM, sentAt: AT, order: AT };
    expect(parseEvent({ ...came, people: [...came.people] }, account)).toEqual([
      {
        ...group,
        key: `joined:42@chatroom:wxid_ann:${AT}`,
        from: ANN,
        profile: { name: '安' },
        content: { kind: 'presence', event: 'joined' },
      },
      {
        ...group,
        key: `joined:42@chatroom:wxid_shop:${AT}`,
        from: { ...ANN, peer: 'wxid_ben' },
        content: { kind: 'presence', event: 'joined', self: true },
      },
    ]);
  });

  it('never throws and never gives what the inbox would refuse', () => {
    // Any UTF-16 units, lone surrogates among them.
    const text = fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units));
    const event = fc.record({
      kind: fc.constant('message' as const),
      id: fc.string({ minLength: 1, maxLength: 12 }),
      type: fc.constantFrom(...MESSAGE_TYPES),
      text,
      at: fc.integer(),
      talker: fc.record({ id: fc.string({ minLength: 1, maxLength: 12 }), name: text }),
      room: fc.option(fc.record({ id: fc.string({ minLength: 1, maxLength: 12 }), topic: text }), { nil: undefined }),
      mentions: fc.array(text, { maxLength: 3 }),
      self: fc.record({ id: fc.constant('me'), names: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }) }),
      official: fc.boolean(),
      fileName: fc.option(text, { nil: undefined }),
    });
    fc.assert(
      fc.property(event, (raw) => {
        const parsed = PuppetEvent.safeParse(raw);
        if (!parsed.success) return;
        for (const message of parseEvent(parsed.data, account)) IncomingMessage.parse(message);
      }),
    );
  });
});
