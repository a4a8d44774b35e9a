import { expect, test } from 'vitest';
import { noteOptedOut, noteReplied, pauseBatch, resumeBatch, stopBatch } from '../../src/care/index.ts';
import { CustomerId, type SendResult } from '../../src/core/index.ts';
import { joinCustomers, withdrawConsents } from '../../src/customers/index.ts';
import { type CareShop, careShop, DAY, HOUR, NOON } from '../support/care.ts';
import { describeStorages } from '../support/storage.ts';

const SENT: SendResult = { kind: 'sent', platformId: '1' };
const ANNA = CustomerId.parse('p-anna');

async function statusOf(shop: CareShop, name: string): Promise<string[]> {
  return (await shop.ledger(name)).map((row) => [row.status, row.why].filter(Boolean).join(' '));
}

function transcriptOf(shop: CareShop, name: string) {
  return shop.storage.db
    .selectFrom('messages')
    .select(['author', 'delivery', 'message_key'])
    .where('conversation_id', '=', `c-${name}`)
    .execute();
}

describeStorages('the gate over the ledger and the outbox', (newStorage) => {
  test('planned, queued, let go, sent: one row of the ledger and one line of the talk', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    expect(await shop.plan(['anna'])).toHaveLength(1);
    expect(await shop.plan(['anna'])).toHaveLength(0);
    expect(await shop.queue()).toEqual({ queued: 1, waiting: 0, refused: 0 });
    expect(await shop.queue()).toEqual({ queued: 0, waiting: 0, refused: 0 });
    expect(await transcriptOf(shop, 'anna')).toEqual([]);
    expect(await shop.claim()).toEqual(['anna']);
    await shop.finish('anna', SENT, NOON + 5);
    const [row] = await shop.ledger('anna');
    expect(row).toMatchObject({ status: 'sent', verdict: 'pass', counted_at: NOON, settled_at: NOON + 5 });
    expect(await transcriptOf(shop, 'anna')).toEqual([{ author: 'bot', delivery: 'sent', message_key: row?.send_key }]);
  });

  test('everybody who gets nothing has a row that says why', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.customer('ben', { consent: false });
    await shop.customer('cleo');
    await shop.customer('dora');
    await shop.storage.transact(async (tx) => {
      await tx.updateTable('conversations').set({ unreachable_since: NOON }).where('id', '=', 'c-cleo').execute();
      await tx
        .insertInto('customer_erasures')
        .values({ customer_id: 'p-dora', requested_at: NOON, due_at: NOON + HOUR, state: 'requested', erased_at: null })
        .execute();
    });
    await shop.plan(['anna', 'ben', 'cleo', 'dora']);
    expect(await shop.queue()).toEqual({ queued: 1, waiting: 0, refused: 3 });
    expect(await statusOf(shop, 'ben')).toEqual(['refused no-consent']);
    expect(await statusOf(shop, 'cleo')).toEqual(['refused unreachable']);
    expect(await statusOf(shop, 'dora')).toEqual(['refused leaving']);
  });

  test('who says no between the plan and the claim gets nothing', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna']);
    await shop.queue();
    await shop.storage.transact(async (tx) => {
      await withdrawConsents(tx, ANNA, { source: 'stop-word', at: NOON });
      await noteOptedOut(tx, ANNA, ['care'], NOON);
    });
    expect(await shop.claim()).toEqual([]);
    expect(await statusOf(shop, 'anna')).toEqual(['refused no-consent']);
    expect(await transcriptOf(shop, 'anna')).toEqual([]);
  });

  test('what has lost its talk is refused for itself, and never leaves on the verdict of somebody else', async () => {
    const shop = careShop(await newStorage());
    const names = ['anna', 'ben', 'cleo'];
    for (const name of names) await shop.customer(name);
    await shop.plan(names);
    await shop.queue();
    await shop.storage.transact((tx) =>
      tx.updateTable('care_ledger').set({ conversation_id: null }).where('customer_id', '=', 'p-ben').execute(),
    );
    expect((await shop.claim()).toSorted()).toEqual(['anna', 'cleo']);
    expect(await statusOf(shop, 'ben')).toEqual(['refused unknown']);
  });

  test('while a person has the talk nothing of ours leaves, and afterwards it does', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna']);
    await shop.queue();
    const owner = (owner_kind: 'bot' | 'agent') =>
      shop.storage.transact((tx) =>
        tx
          .updateTable('conversations')
          .set((row) => ({ owner_kind, epoch: row('epoch', '+', 1) }))
          .where('id', '=', 'c-anna')
          .execute(),
      );
    await owner('agent');
    expect(await shop.claim()).toEqual([]);
    expect((await shop.ledger('anna'))[0]).toMatchObject({
      status: 'queued',
      verdict: 'wait',
      wait_reason: 'case-open',
      waits: 1,
    });
    await owner('bot');
    expect(await shop.claim(NOON + HOUR)).toEqual(['anna']);
  });

  test('queued at noon, claimed at night: it leaves in the customer’s morning', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna', { timeZone: 'America/New_York' });
    await shop.plan(['anna']); // midnight there, minus an hour
    expect(await shop.queue()).toEqual({ queued: 0, waiting: 1, refused: 0 });
    const morning = Temporal.ZonedDateTime.from('2026-11-22T09:00[America/New_York]').epochMilliseconds;
    expect((await shop.ledger('anna'))[0]).toMatchObject({
      status: 'planned',
      due_at: morning,
      wait_reason: 'quiet-hours',
    });
    expect(await shop.queue('campaign:one', morning)).toMatchObject({ queued: 1 });
    expect(await shop.claim(morning + 12 * HOUR)).toEqual([]);
    expect(await shop.claim(morning + 24 * HOUR)).toEqual(['anna']);
  });

  test('two campaigns on one day: the second waits for the next, also when two processes claim at once', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna']);
    await shop.plan(['anna'], { occasion: 'campaign:two', source: 'campaign:two' });
    await shop.queue();
    expect(await shop.queue('campaign:two')).toMatchObject({ waiting: 1 });
    // Both were planned before either was queued: the claim decides.
    await shop.storage.transact((tx) =>
      tx.updateTable('care_ledger').set({ due_at: NOON }).where('status', '=', 'planned').execute(),
    );
    await shop.storage.transact((tx) =>
      tx.updateTable('care_ledger').set({ status: 'planned' }).where('status', '=', 'queued').execute(),
    );
    await shop.queue('campaign:two');
    await shop.storage.transact((tx) =>
      tx.updateTable('care_ledger').set({ status: 'queued' }).where('status', '=', 'planned').execute(),
    );
    const claimed = (await Promise.all([shop.claim(NOON, 'me'), shop.claim(NOON, 'you')])).flat();
    expect(claimed).toEqual(['anna']);
    await shop.finish('anna', SENT);
    expect(await shop.claim(NOON + HOUR)).toEqual([]);
    expect(await shop.claim(NOON + DAY)).toEqual(['anna']);
  });

  test('what surely did not arrive does not count; what may have arrived does, and is never sent again', async () => {
    const shop = careShop(await newStorage());
    for (const name of ['anna', 'ben']) await shop.customer(name);
    await shop.plan(['anna', 'ben']);
    await shop.queue();
    await shop.claim();
    await shop.finish('anna', { kind: 'refused', reason: { kind: 'invalid' }, detail: '400' });
    await shop.finish('ben', { kind: 'unsure', cause: 'hang' });
    expect((await shop.ledger('anna'))[0]).toMatchObject({ status: 'failed', why: 'refused', counted_at: null });
    expect((await shop.ledger('ben'))[0]).toMatchObject({ status: 'unsure', counted_at: NOON });
    expect(await shop.claim(NOON + 2 * DAY)).toEqual([]);
  });

  test('a later try is asked about again, and does not count against itself', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna']);
    await shop.queue();
    await shop.claim();
    await shop.finish('anna', { kind: 'later', afterMs: HOUR, scope: 'chat', cause: '429' });
    expect(await shop.claim(NOON + HOUR)).toEqual(['anna']);
    expect(await transcriptOf(shop, 'anna')).toHaveLength(1);
  });

  test('paused: nothing leaves; resumed: at once; stopped: never, and the ledger says so', async () => {
    const shop = careShop(await newStorage());
    for (const name of ['anna', 'ben']) await shop.customer(name);
    await shop.plan(['anna']);
    await shop.queue();
    await shop.plan(['ben']);
    await shop.storage.transact((tx) => pauseBatch(tx, 'campaign:one', 'agent:a', NOON));
    expect(await shop.claim()).toEqual([]);
    expect(await shop.queue()).toMatchObject({ waiting: 1 });
    expect(await shop.storage.transact((tx) => resumeBatch(tx, 'campaign:one', NOON + 1_000))).toBe(true);
    expect(await shop.claim(NOON + 1_000)).toEqual(['anna']);
    await shop.finish('anna', { kind: 'later', afterMs: HOUR, scope: 'chat', cause: '429' });
    expect(await stopBatch(shop.storage, 'campaign:one', 'agent:a', NOON + 2_000)).toBe(1);
    expect(await shop.claim(NOON + 2_000)).toEqual([]);
    expect(await statusOf(shop, 'anna')).toEqual(['stopped stopped']);
    expect(await statusOf(shop, 'ben')).toEqual(['stopped stopped']);
    expect(await shop.storage.transact((tx) => resumeBatch(tx, 'campaign:one', NOON + 3_000))).toBe(false);
  });

  test('what waits for longer than it is good for has expired, for the reason that it waited for', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna'], { expiresAt: NOON + HOUR / 2 });
    await shop.storage.transact((tx) => pauseBatch(tx, 'campaign:one', 'agent:a', NOON));
    await shop.queue();
    expect(await statusOf(shop, 'anna')).toEqual(['expired held']);
  });

  test('an answer is claimed before an alert, and an alert before care', async () => {
    const shop = careShop(await newStorage());
    for (const name of ['anna', 'ben']) await shop.customer(name);
    await shop.plan(['anna']);
    await shop.plan(['ben'], { occasion: 'alert:x', source: 'alert', kind: 'alert', topic: 'orders' });
    await shop.queue();
    await shop.queue('alert', NOON + 1);
    const { dueRows } = await import('../../src/bot/outbox/claim.ts');
    const due = await dueRows(shop.storage, [{ channel: 'test', account: 'shop' }], NOON + 1);
    expect(due.map((row) => row.peer)).toEqual(['ben', 'anna']);
  });

  test('a reply is counted for what they got last, once', async () => {
    const shop = careShop(await newStorage());
    await shop.customer('anna');
    await shop.plan(['anna']);
    await shop.queue();
    await shop.claim();
    await shop.finish('anna', SENT);
    for (const at of [NOON + HOUR, NOON + 2 * HOUR]) await shop.storage.transact((tx) => noteReplied(tx, ANNA, at));
    expect((await shop.ledger('anna'))[0]?.replied_at).toBe(NOON + HOUR);
    await shop.storage.transact((tx) => noteReplied(tx, CustomerId.parse('p-nobody'), NOON));
  });

  test('two identities that are one keep one row per occasion', async () => {
    const shop = careShop(await newStorage());
    const anna = await shop.customer('anna');
    const again = await shop.customer('anna-again');
    await shop.plan(['anna', 'anna-again']);
    await shop.storage.transact((tx) =>
      joinCustomers(tx, { from: again, into: anna, reason: 'agent', source: 'agent:x', at: NOON }),
    );
    await shop.queue();
    expect(await shop.claim()).toEqual(['anna']);
    expect(await statusOf(shop, 'anna-again')).toEqual(['refused unknown']);
  });

  test('five messages in two days: an alert leaves one of them to answers', async () => {
    const shop = careShop(await newStorage(), { kind: 'window', hours: 48, messages: 5 });
    await shop.customer('anna');
    const line = (position: number, author: 'customer' | 'bot', at: number) =>
      shop.storage.transact((tx) =>
        tx
          .insertInto('messages')
          .values({
            id: `m${position}`,
            conversation_id: 'c-anna',
            position,
            revision: position,
            author,
            agent_id: null,
            message_key: `k${position}`,
            content: '{"kind":"text","text":"x","markdown":"x"}',
            delivery: 'sent',
            at,
          })
          .execute(),
      );
    const ask = {
      kind: 'alert',
      topic: 'orders',
      customer: ANNA,
      conversation: (await shop.storage.db.selectFrom('conversations').select('id').executeTakeFirstOrThrow()).id,
      via: 'outbox',
      batch: null,
      expiresAt: NOON + DAY,
      own: null,
      stage: 'claim',
    } as const;
    const verdict = async () => (await shop.gate.ask(shop.storage.db, [ask as never], NOON))[0];
    expect(await verdict()).toEqual({ kind: 'refuse', reason: 'window-closed' });
    await line(1, 'customer', NOON - HOUR);
    for (const position of [2, 3, 4]) await line(position, 'bot', NOON - HOUR + position);
    expect(await verdict()).toEqual({ kind: 'pass' });
    await line(5, 'bot', NOON);
    expect(await verdict()).toMatchObject({ kind: 'wait', reason: 'window-full' });
  });
});
