import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KnownThread, mergeThread } from '../../../console/desk/api/merge-thread.ts';
import type { ThreadMessage } from '../../../src/server/contract/index.ts';

function message(position: number, revision: number, delivery: ThreadMessage['delivery'] = 'sent'): ThreadMessage {
  return {
    id: `m${position}`,
    position,
    revision,
    at: position * 1_000,
    author: 'agent',
    agent: null,
    content: { kind: 'text', text: `${position} as of ${revision}`, markdown: true },
    delivery,
  };
}

function page(messages: ThreadMessage[], more = false) {
  const revision = Math.max(0, ...messages.map((one) => one.revision));
  return { messages, events: [], revision, lastCustomerPosition: 0, more };
}

test('pages in any order, repeated or not, end as the newest words of each line, by position', () => {
  const lines = fc.array(
    fc.record({ position: fc.integer({ min: 1, max: 12 }), revision: fc.integer({ min: 1, max: 50 }) }),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(lines, fc.array(fc.nat(), { maxLength: 20 }), (all, order) => {
      const pages = [...all, ...order.map((index) => all[index % all.length] ?? { position: 1, revision: 1 })];
      let known: KnownThread | undefined;
      for (const one of pages) known = mergeThread(known, page([message(one.position, one.revision)]), 'since');
      const newest = new Map<number, number>();
      for (const { position, revision } of all) newest.set(position, Math.max(revision, newest.get(position) ?? 0));
      expect(known?.messages.map(({ position, revision }) => [position, revision])).toEqual(
        [...newest].sort(([a], [b]) => a - b),
      );
    }),
  );
});

test('a change of delivery replaces the line; an older one that comes late does not', () => {
  const first = mergeThread(undefined, page([message(1, 5, 'pending')]), 'newest');
  const sent = mergeThread(first, page([message(1, 6, 'sent')]), 'since');
  expect(sent.messages.map(({ delivery }) => delivery)).toEqual(['sent']);
  expect(mergeThread(sent, page([message(1, 5, 'pending')]), 'older').messages[0]?.delivery).toBe('sent');
});

test('only the page before says whether there are older ones', () => {
  const newest = mergeThread(undefined, page([message(5, 5)], true), 'newest');
  expect(mergeThread(newest, page([message(6, 6)], false), 'since').more).toBe(true);
  expect(mergeThread(newest, page([message(4, 4)], false), 'older').more).toBe(false);
});
