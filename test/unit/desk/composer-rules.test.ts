import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cannedQuery, fillIn, matchCanned } from '../../../console/desk/thread/canned.ts';
import { createDrafts } from '../../../console/desk/thread/drafts.ts';
import { wroteMeanwhile } from '../../../console/desk/thread/meanwhile.ts';
import type { CannedReply, ThreadMessage } from '../../../src/server/contract/index.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

const unsent = { key: 'key-1', conversation: 'a', text: 'hello', uploads: [], seen: 3, anyway: false, failed: null };

describe('what was not sent', () => {
  test('is there again after a reload, under the same key, as something to decide on', () => {
    const storage = memory();
    const before = createDrafts(storage);
    before.setDraft('a', 'half a sen');
    before.putUnsent(unsent);
    const after = createDrafts(storage);
    expect(after.draft('a')).toBe('half a sen');
    expect(after.unsent()).toEqual([{ ...unsent, failed: 'offline' }]);
  });

  test('is gone when it was sent, and a draft when it was emptied', () => {
    const storage = memory();
    const drafts = createDrafts(storage);
    drafts.putUnsent(unsent);
    drafts.removeUnsent('key-1');
    drafts.setDraft('a', 'x');
    drafts.setDraft('a', '');
    expect(createDrafts(storage).unsent()).toEqual([]);
    expect(createDrafts(storage).draft('a')).toBe('');
  });

  test('whoever listens hears of every change, and reads the same list until there is one', () => {
    const drafts = createDrafts(memory());
    const heard: number[] = [];
    const stop = drafts.subscribe(() => heard.push(drafts.unsent().length));
    drafts.putUnsent(unsent);
    expect(drafts.unsent()).toBe(drafts.unsent());
    drafts.removeUnsent('key-1');
    stop();
    drafts.putUnsent(unsent);
    expect(heard).toEqual([1, 0]);
  });

  test('a storage with anything else in it, or none, does not stop anybody', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (content) => {
        const drafts = createDrafts({
          getItem: () => content,
          setItem: () => {
            throw new Error('full');
          },
        });
        drafts.setDraft('a', 'words');
        expect(drafts.draft('a')).toBe('words');
      }),
    );
  });
});

describe('canned replies', () => {
  const reply = (shortcut: string, title: string, locale: 'zh-CN' | 'en'): CannedReply => ({
    id: shortcut + locale,
    shortcut,
    locale,
    title,
    text: 'text',
    mine: false,
  });

  test.each([
    ['/', ''],
    ['/hi', 'hi'],
    ['/问候', '问候'],
    ['hi', null],
    ['a /hi', null],
    ['/hi there', null],
    ['/etc/passwd', null],
  ])('%j looks for %j', (text, query) => expect(cannedQuery(text)).toBe(query));

  test("the customer's language comes first, a shortcut before a title", () => {
    const replies = [reply('hi', 'Hello', 'en'), reply('hi', '问候', 'zh-CN'), reply('zz', 'hi again', 'zh-CN')];
    expect(matchCanned(replies, 'hi', 'zh-CN').map(({ id }) => id)).toEqual(['hizh-CN', 'hien', 'zzzh-CN']);
  });

  test('names are put in as they are, whatever they look like', () => {
    expect(fillIn('Hello {{customer}}, {{agent}} here', '$& {{agent}}', "$'")).toContain('Hello $& ');
    expect(fillIn('Hello {{customer}}, {{agent}} here', null, 'Bo')).toBe('Hello, Bo here');
  });
});

test('only what the customer said after the agent began counts', () => {
  const said = (position: number, author: ThreadMessage['author']): ThreadMessage => ({
    id: `m${position}`,
    position,
    revision: position,
    at: 0,
    author,
    agent: null,
    content: { kind: 'text', text: `words ${position}`, markdown: false },
    delivery: 'sent',
  });
  const messages = [said(1, 'customer'), said(2, 'bot'), said(3, 'customer'), said(4, 'agent')];
  expect(wroteMeanwhile({ messages }, 1)).toEqual(['words 3']);
  expect(wroteMeanwhile({ messages }, 3)).toEqual([]);
});
