import { expect, test } from 'vitest';
import { createInbox } from '../../src/bot/inbox.ts';
import { forgetSettled } from '../../src/bot/retention.ts';
import { systemClock } from '../../src/system.ts';
import { textFrom } from '../support/conversations.ts';
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
});
