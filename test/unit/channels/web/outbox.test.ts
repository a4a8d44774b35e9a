import { describe, expect, test } from 'vitest';
import { openOutbox } from '../../../../console/chat/model/outbox.ts';
import { createStore } from '../../../support/web/session-bench.ts';

const message = (key: string, at = 0) => ({
  key,
  content: { kind: 'text' as const, text: key },
  at,
  state: 'sending' as const,
});

describe('the page outbox', () => {
  test('is shared by the tabs of one browser: neither undoes what the other did', () => {
    const store = createStore();
    const one = openOutbox(store, 'outbox', () => 0);
    const two = openOutbox(store, 'outbox', () => 0);
    one.add(message('a'));
    two.add(message('b'));
    expect(one.remove('a')?.key).toBe('a');
    expect(two.list().map(({ key }) => key)).toEqual(['b']);
    expect(one.remove('a')).toBeUndefined();
  });

  test('keeps the newest fifty', () => {
    const outbox = openOutbox(createStore(), 'outbox', () => 0);
    for (let number = 1; number <= 60; number += 1) outbox.add(message(`${number}`));
    expect(outbox.list()).toHaveLength(50);
    expect(outbox.list().at(-1)?.key).toBe('60');
  });

  test.each(['', 'null', '{', '{"a":1}', '[null,1,{"key":2}]'])(
    'reads %j, which it did not write, as nothing',
    (text) => {
      const store = createStore();
      store.setItem('outbox', text);
      expect(openOutbox(store, 'outbox', () => 0).list()).toEqual([]);
    },
  );
});
