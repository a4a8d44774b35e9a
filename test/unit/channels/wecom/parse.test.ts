import { describe, expect, test } from 'vitest';
import { parseSync } from '../../../../src/channels/wecom/parse.ts';
import { AccountId } from '../../../../src/core/index.ts';

const CORP = AccountId.parse('ww1234567890abcdef');
const said = { msgid: 'm1', open_kfid: 'wk1', external_userid: 'wm1', send_time: 1_790_000_000, origin: 3 };

function contentOf(entry: object) {
  const parsed = parseSync({ ...said, ...entry }, CORP);
  return parsed.kind === 'message' ? parsed.message.content : parsed;
}

test('a message is keyed by its id and comes from the customer at that account', () => {
  const parsed = parseSync({ ...said, msgtype: 'text', text: { content: '你好' } }, CORP);
  expect(parsed).toMatchObject({
    kind: 'message',
    message: {
      key: 'm1',
      from: { channel: 'wecom', account: CORP, peer: 'wm1@wk1' },
      sentAt: 1_790_000_000_000,
      content: { kind: 'text', text: '你好' },
    },
  });
});

test('a click on a menu is the choice, not its words', () => {
  expect(contentOf({ msgtype: 'text', text: { content: '送多久', menu_id: 'kb:e1' } })).toEqual({
    kind: 'choice',
    id: 'kb:e1',
    label: '送多久',
  });
});

describe('what people send', () => {
  test.each([
    ['image', { image: { media_id: 'M' } }, { kind: 'image', ref: 'image:M' }],
    ['voice', { voice: { media_id: 'M' } }, { kind: 'audio', ref: 'voice:M' }],
    ['video', { video: { media_id: 'M' } }, { kind: 'video', ref: 'video:M' }],
    ['file', { file: { media_id: 'M' } }, { kind: 'file', ref: 'file:M' }],
    [
      'location',
      { location: { latitude: 23.1, longitude: 113.2, name: '广州塔', address: '海珠区' } },
      { kind: 'location', ref: 'location:23.1,113.2', caption: '广州塔\n海珠区' },
    ],
  ])('%s', (msgtype, part, media) => {
    expect(contentOf({ msgtype, ...part })).toEqual({ kind: 'media', media });
  });

  test.each([
    ['a picture without its id', { msgtype: 'image', image: {} }, { kind: 'unsupported', platformType: 'image' }],
    ['a place without a latitude', { msgtype: 'location', location: {} }, { kind: 'unsupported' }],
    [
      'words with a part that is empty',
      { msgtype: 'text', text: { content: '你好', menu_id: null }, link: null },
      { text: '你好' },
    ],
  ])('%s costs nobody their turn', (_name, entry, content) => {
    expect(contentOf(entry)).toMatchObject(content);
  });

  test('a link is its title and address', () => {
    const link = { title: '北欧沙发', url: 'https://shop.example/sofa', desc: 'd', pic_url: '' };
    expect(contentOf({ msgtype: 'link', link })).toEqual({ kind: 'text', text: '北欧沙发\nhttps://shop.example/sofa' });
  });

  test.each(['business_card', 'miniprogram', 'channels_shop_product', 'merged_msg', 'text'])(
    '%s without anything to show',
    (msgtype) => {
      expect(contentOf({ msgtype })).toEqual({ kind: 'unsupported', platformType: msgtype });
    },
  );
});

describe('events', () => {
  const event = (fields: object) => ({
    ...said,
    open_kfid: undefined,
    external_userid: undefined,
    origin: 4,
    msgtype: 'event',
    event: { open_kfid: 'wk1', external_userid: 'wm1', ...fields },
  });

  test('who opens the chat has joined, with the code for one greeting', () => {
    const parsed = parseSync(event({ event_type: 'enter_session', welcome_code: 'C' }), CORP);
    expect(parsed).toMatchObject({
      kind: 'message',
      welcome: 'C',
      message: { content: { kind: 'presence', event: 'joined' } },
    });
  });

  test('a failed delivery names the message, and a refusing customer', () => {
    const news = (fail_type: number) =>
      parseSync(event({ event_type: 'msg_send_fail', fail_msgid: 'k1', fail_type }), CORP);
    expect(news(10)).toMatchObject({
      message: { content: { news: { kind: 'undelivered', platformId: 'k1', refused: true } } },
    });
    expect(news(4)).toMatchObject({
      message: { content: { news: { refused: false, detail: expect.stringMatching(/48 hours/) } } },
    });
  });

  test('a colleague takes, hands on and ends the talk', () => {
    const change = (fields: object) => parseSync(event({ event_type: 'session_status_change', ...fields }), CORP);
    expect(change({ change_type: 1, new_servicer_userid: 'zhang' })).toMatchObject({
      message: { content: { kind: 'platform', news: { kind: 'taken', colleague: 'zhang' } } },
    });
    expect(change({ change_type: 2, old_servicer_userid: 'zhang', new_servicer_userid: 'li' })).toMatchObject({
      message: { content: { news: { kind: 'taken', colleague: 'li' } } },
    });
    expect(change({ change_type: 3, old_servicer_userid: 'li' })).toMatchObject({
      message: { content: { news: { kind: 'ended', colleague: 'li' } } },
    });
  });

  test('what a colleague says in the client is theirs and not the customer’s', () => {
    const entry = { ...said, origin: 5, servicer_userid: 'zhang', msgtype: 'text', text: { content: '我来处理' } };
    expect(parseSync(entry, CORP)).toMatchObject({
      message: { content: { news: { kind: 'said', colleague: 'zhang', content: { kind: 'text', text: '我来处理' } } } },
    });
  });

  test('the duty of a colleague is nobody’s talk', () => {
    const entry = event({
      event_type: 'servicer_status_change',
      servicer_userid: 'zhang',
      status: 1,
      external_userid: '',
    });
    expect(parseSync(entry, CORP).kind).toBe('ignored');
  });
});

test.each([
  null,
  1,
  [],
  {},
  { ...said, msgtype: 'text', external_userid: '' },
  { ...said, msgtype: 'text', open_kfid: 'a@b' },
])('%j is passed over, never guessed', (entry) => {
  expect(parseSync(entry, CORP).kind).toBe('malformed');
});
