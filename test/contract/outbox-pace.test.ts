import { expect, test } from 'vitest';
import { createOutbox } from '../../src/bot/outbox/outbox.ts';
import { enqueue } from '../../src/bot/outbox/row.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { createLimits } from '../../src/coordination/limits.ts';
import { AccountId, type Channel, ChannelId, SendKey } from '../../src/core/index.ts';
import { createTestClock } from '../support/clock.ts';
import { addressOf, newConversation } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

describeStorages('the outbox', (newStorage) => {
  test('sends all messages of a reply in order while the clock stands still', async () => {
    const storage = await newStorage();
    const clock = createTestClock();
    const stop = new AbortController();
    const sent: string[] = [];
    const channel: Channel = {
      id: ChannelId.parse('test'),
      account: AccountId.parse('shop'),
      abilities: { choices: 'numbered', maxText: 4_000, idempotentSend: true, proactive: { kind: 'free' }, limits: {} },
      endpoints: [],
      start: async () => {},
      async send(_to, _reply, key) {
        sent.push(key);
        if (sent.length === 3) stop.abort();
        return { kind: 'sent', platformId: key };
      },
    };
    await storage.transact((tx) =>
      enqueue(
        tx,
        ['first', 'second', 'third'].map((key) => ({
          to: addressOf('ann'),
          isGroup: false,
          conversation: newConversation('ann').id,
          messageId: null,
          queue: 'c-ann',
          author: 'bot' as const,
          priority: 1,
          epoch: 0,
          key: SendKey.parse(key),
          reply: { kind: 'text' as const, markdown: key },
          dueAt: clock.now(),
          expiresAt: clock.now() + 60_000,
        })),
        clock.now(),
      ),
    );
    const outbox = createOutbox({
      storage,
      channels: [channel],
      limits: createLimits(),
      events: createMemoryEvents(),
      clock,
      random: () => 0.5,
      processId: 'me',
      observer: { fault: (_where, thrown) => expect.fail(String(thrown)), turn: () => {}, sent: () => {} },
    });
    await outbox.run(stop.signal);
    expect(sent).toEqual(['first', 'second', 'third']);
  }, 10_000);
});
