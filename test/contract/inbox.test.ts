import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { discardParked, listParked, retryParked } from '../../src/bot/parked.ts';
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

  test('a parked message can be seen, given another turn, or laid aside', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    await inbox.accept([textFrom('ann', 'k1', 'where is it'), textFrom('ben', 'k2', 'hello')]);
    await storage.transact((tx) =>
      tx.updateTable('inbox').set({ state: 'parked', attempts: 3, error: 'boom' }).execute(),
    );
    const [ben, ann] = await listParked(storage.db, 10);
    expect([ben?.summary, ann?.summary, ann?.error]).toEqual(['hello', 'where is it', 'boom']);
    expect(await retryParked(storage, ann?.id ?? 0)).toBe(true);
    expect(await retryParked(storage, ann?.id ?? 0)).toBe(false);
    expect(await discardParked(storage, ben?.id ?? 0, 1)).toBe(true);
    const rows = await storage.db.selectFrom('inbox').select(['state', 'attempts']).orderBy('id').execute();
    expect(rows).toEqual([
      { state: 'pending', attempts: 0 },
      { state: 'done', attempts: 3 },
    ]);
  });
});
