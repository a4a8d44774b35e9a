import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inboxLink, parseRoute } from '../../../console/desk/shell/parse-route.ts';
import { en } from '../../../console/desk/words/en.ts';
import { languageFor, put } from '../../../console/desk/words/index.ts';
import { zhCn } from '../../../console/desk/words/zh-cn.ts';

test.each([
  ['', { page: 'inbox', view: 'waiting', conversation: null }],
  ['#/inbox/mine/c%2F1', { page: 'inbox', view: 'mine', conversation: 'c/1' }],
  ['#/setup/token', { page: 'setup', token: 'token' }],
  ['#/setup', { page: 'inbox', view: 'waiting', conversation: null }],
  ['#/audit', { page: 'audit' }],
  ['#/customers', { page: 'customers', customer: null }],
  ['#/customers/p%2F1', { page: 'customers', customer: 'p/1' }],
])('%s leads to its place', (hash, route) => expect(parseRoute(hash)).toEqual(route));

test('any conversation has a link that leads back to it, and no hash is a fault', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (conversation) => {
      expect(parseRoute(inboxLink('mine', conversation))).toEqual({ page: 'inbox', view: 'mine', conversation });
      expect(() => parseRoute(conversation)).not.toThrow();
    }),
  );
});

test('both languages have the same places to fill in each text', () => {
  const marks = (words: object, path = ''): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [`${path}${key} ${value.split('{}').length}`] : marks(value, `${path}${key}.`),
    );
  expect(marks(en)).toEqual(marks(zhCn));
});

test('values are put in as they are; the first language that we speak is taken', () => {
  expect(put('{} of {}', '{}', '$&')).toBe('{} of $&');
  expect([languageFor(['fr', 'zh-TW']), languageFor(['en-GB', 'zh']), languageFor(['fr'])]).toEqual([
    'zh-CN',
    'en',
    'en',
  ]);
});
