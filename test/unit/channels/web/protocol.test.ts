import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as page from '../../../../console/chat/protocol.ts';
import { MAX_TEXT } from '../../../../console/chat/protocol.ts';
import type { ClientMessage } from '../../../../src/channels/web/protocol.ts';
import { cleanText, parseFrame, type ServerMessage } from '../../../../src/channels/web/protocol.ts';
import { MAX_INCOMING_TEXT } from '../../../../src/core/index.ts';
import { anyText } from '../../../support/any-text.ts';

const KEY = '0123456789abcdef0123456789abcdef';

describe('the protocol', () => {
  test('page and server mean the same words', () => {
    expectTypeOf<ServerMessage>().toExtend<page.ServerMessage>();
    expectTypeOf<page.ServerMessage['type']>().toEqualTypeOf<ServerMessage['type']>();
    expectTypeOf<page.NackReason>().toEqualTypeOf<Extract<ServerMessage, { type: 'nack' }>['reason']>();
    expectTypeOf<page.ClientMessage['type']>().toEqualTypeOf<ClientMessage['type']>();
    expect(MAX_TEXT).toBe(MAX_INCOMING_TEXT);
  });

  test('everything that the page can say is understood', () => {
    const words: page.ClientMessage[] = [
      { type: 'resume', visitor: 'v1.a.b', after: 3, site: 'shop', languages: ['zh-CN', 'en'] },
      { type: 'resume' },
      { type: 'message', key: KEY, text: '你好' },
      { type: 'choice', key: KEY, id: 'entry:delivery', label: '配送' },
      { type: 'typing' },
      { type: 'seen', revision: 7 },
      { type: 'ping' },
    ];
    for (const message of words) expect(parseFrame(JSON.stringify(message))).toEqual({ kind: 'message', message });
  });

  test.each([
    ['no JSON', 'hello', null, 'invalid'],
    ['an array', '[]', null, 'invalid'],
    ['an unknown type', '{"type":"shout"}', null, 'invalid'],
    [
      'a key that could be of another system',
      JSON.stringify({ type: 'message', key: 'x', text: 'hi' }),
      null,
      'invalid',
    ],
    ['a text that is too long', JSON.stringify({ type: 'message', key: KEY, text: 'x'.repeat(8001) }), KEY, 'too-long'],
    ['a text that is a number', JSON.stringify({ type: 'message', key: KEY, text: 1 }), KEY, 'invalid'],
    ['a choice id with a space', JSON.stringify({ type: 'choice', key: KEY, id: 'a b', label: '' }), KEY, 'invalid'],
    ['a revision below zero', '{"type":"seen","revision":-1}', null, 'invalid'],
  ])('%s is refused with a reason', (_, frame, key, reason) => {
    expect(parseFrame(frame)).toMatchObject({ kind: 'bad', key, reason, detail: expect.stringMatching(/\S/) });
  });

  test('no frame whatsoever throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (frame) => parseFrame(frame).kind.length > 0));
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    expect(parseFrame(deep).kind).toBe('bad');
    expect(parseFrame(`{"type":"message","key":"${KEY}","text":${deep}}`).kind).toBe('bad');
  });

  test('what is kept of a text can be stored: no NUL, no half characters, no blank ends', () => {
    expect(cleanText('  a\0b \ud800 ')).toBe('ab \ufffd');
    expect(cleanText('\0 \n')).toBe('');
    fc.assert(
      fc.property(anyText(), (text) => {
        const clean = cleanText(text);
        return clean.isWellFormed() && !clean.includes('\0') && clean.trim() === clean;
      }),
    );
  });
});
