import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openJournal } from '../../../../src/channels/wechat/journal.ts';
import type { PuppetEvent } from '../../../../src/channels/wechat/protocol.ts';
import { type Home, makeHome } from '../../../support/product.ts';

let home: Home;
afterEach(() => home.remove());

const befriended = (id: string): PuppetEvent => ({ kind: 'befriended', id, at: 1, person: { id: 'wxid_ann' } });

test('what was written and not forgotten is there after a restart, in order, and new entries come after it', () => {
  home = makeHome();
  const first = openJournal(home.directory);
  const entries = ['a', 'b', 'c'].map((id) => first.write(befriended(id)));
  first.forget(entries[1] ?? '');
  const second = openJournal(home.directory);
  expect(second.write(befriended('d')) > (entries[2] ?? '')).toBe(true);
  expect(second.left().map(({ event }) => event.kind === 'befriended' && event.id)).toEqual(['a', 'c', 'd']);
});

test('a file that cannot be read is put aside and stops nothing', () => {
  home = makeHome();
  const journal = openJournal(home.directory);
  journal.write(befriended('a'));
  writeFileSync(join(home.directory, '000000000007.json'), '{"kind":');
  expect(openJournal(home.directory).left()).toHaveLength(1);
  expect(readdirSync(home.directory).sort()).toEqual(['000000000001.json', '000000000007.json.unreadable']);
});

test('forgets nothing outside of its folder', () => {
  home = makeHome();
  const journal = openJournal(home.directory);
  const entry = journal.write(befriended('a'));
  journal.forget(`../${entry}`);
  expect(journal.left()).toHaveLength(1);
});
