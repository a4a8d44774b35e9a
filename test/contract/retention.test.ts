import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { forgetSettled } from '../../src/bot/retention.ts';
import { sayInTopic } from '../../src/bot/staff/staff-turn.ts';
import { forgetDeliveries } from '../../src/handoff/webhooks/forget-deliveries.ts';
import { systemClock } from '../../src/system.ts';
import { addressOf, textFrom } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const DAY_MS = 86_400_000;

describeStorages('retention', (newStorage) => {
  test('what was settled long ago is forgotten, what waits or is parked stays', async () => {
    const storage = await newStorage();
    const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
    await inbox.accept(['old', 'new', 'parked', 'pending'].map((key) => textFrom('ann', key, key)));
    const now = systemClock.now();
    const settle = (key: string, state: 'done' | 'parked', at: number) =>
      storage.transact((tx) =>
        tx.updateTable('inbox').set({ state, settled_at: at }).where('message_key', '=', key).execute(),
      );
    await settle('old', 'done', now - 8 * DAY_MS);
    await settle('new', 'done', now - DAY_MS);
    await settle('parked', 'parked', now - 8 * DAY_MS);
    expect(await forgetSettled(storage, now)).toBe(1);
    const left = await storage.db.selectFrom('inbox').select('message_key').orderBy('id').execute();
    expect(left.map((row) => row.message_key)).toEqual(['new', 'parked', 'pending']);
  });

  test('a send that is over is forgotten after 30 days however it ended, what a person may still decide about stays', async () => {
    const storage = await newStorage();
    const now = systemClock.now();
    const states = ['sent', 'withdrawn', 'discarded', 'refused', 'expired', 'unsure', 'dead', 'due'] as const;
    await storage.transact(async (tx) => {
      for (const state of states) {
        await sayInTopic(tx, addressOf('ann'), { kind: 'text', markdown: 'Hello' }, now, state);
        const settled_at = state === 'due' ? null : now - 31 * DAY_MS;
        await tx.updateTable('outbox').set({ state, settled_at }).where('send_key', '=', state).execute();
      }
    });
    expect(await forgetSettled(storage, now)).toBe(5);
    const left = await storage.db.selectFrom('outbox').select('state').orderBy('id').execute();
    expect(left.map(({ state }) => state)).toEqual(['unsure', 'dead', 'due']);
  });

  test('what other systems were told is forgotten after 30 days, what is still to be told is not', async () => {
    const storage = await newStorage();
    const now = systemClock.now();
    const delivery = { webhook_id: 'w', event: 'case.opened', payload: '{}', attempts: 1, status: null, detail: null };
    const at = (days: number) => now - days * DAY_MS;
    await storage.transact((tx) =>
      tx
        .insertInto('webhook_deliveries')
        .values([
          { ...delivery, id: 'old', state: 'sent', due_at: at(40), created_at: at(40), settled_at: at(31) },
          { ...delivery, id: 'given-up', state: 'dead', due_at: at(40), created_at: at(40), settled_at: at(31) },
          { ...delivery, id: 'new', state: 'sent', due_at: at(40), created_at: at(40), settled_at: at(29) },
          { ...delivery, id: 'due', state: 'due', due_at: at(40), created_at: at(40), settled_at: null },
        ])
        .execute(),
    );
    expect(await forgetDeliveries(storage, now)).toBe(2);
    const left = await storage.db.selectFrom('webhook_deliveries').select('id').orderBy('id').execute();
    expect(left.map(({ id }) => id)).toEqual(['due', 'new']);
  });
});
