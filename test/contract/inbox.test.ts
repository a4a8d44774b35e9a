import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { systemClock } from '../../src/system.ts';
import { textFrom } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

describeStorages('the inbox', (newStorage) => {
  test('the same message delivered ten times, shuffled among others, is one row', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    const originals = Array.from({ length: 20 }, (_, index) => textFrom('ann', `k${index}`, `text ${index}`, index));
    const deliveries = Array.from({ length: 10 }, (_, round) =>
      originals.map((message, index) => ({ message, at: (index * 7 + round * 3) % 20 })),
    )
      .flat()
      .sort((a, b) => a.at - b.at);
    await Promise.all(deliveries.map(({ message }) => inbox.accept([message])));
    const rows = await storage.db.selectFrom('inbox').select('message_key').execute();
    expect(rows.map((row) => row.message_key).sort()).toEqual(originals.map((message) => message.key).sort());
  });

  test('the same key from another account or channel is another message', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    const message = textFrom('ann', 'k1', 'hello');
    const elsewhere = { ...message, from: { ...message.from, account: 'other' as typeof message.from.account } };
    await inbox.accept([message, elsewhere]);
    const { rows } = await storage.db
      .selectFrom('inbox')
      .select((builder) => builder.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(Number(rows)).toBe(2);
  });

  test('only what is new wakes its conversation, and only after the commit', async () => {
    const storage = await newStorage();
    const woken: string[] = [];
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: (key) => woken.push(key) });
    await inbox.accept([textFrom('ann', 'k1', 'a'), textFrom('ann', 'k2', 'b'), textFrom('ben', 'k3', 'c')]);
    await inbox.accept([textFrom('ann', 'k1', 'a')]);
    expect(woken.sort()).toEqual(['test/shop/ann', 'test/shop/ben']);
  });

  test('a batch larger than one statement may carry is accepted as a whole', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    await inbox.accept(Array.from({ length: 1_203 }, (_, index) => textFrom(`p${index % 9}`, `k${index}`, 'x')));
    const { rows } = await storage.db
      .selectFrom('inbox')
      .select((builder) => builder.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(Number(rows)).toBe(1_203);
  });

  test('a database that is gone rejects, so that nothing is acknowledged', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    await inbox.accept([textFrom('ann', 'k0', 'a')]);
    await storage.close();
    await expect(inbox.accept([textFrom('ann', 'k1', 'a')])).rejects.toThrow();
  });
});
