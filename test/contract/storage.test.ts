import { expect, test } from 'vitest';
import { isMigrated, migrate } from '../../src/storage/index.ts';
import { sharedSetting } from '../../src/storage/settings.ts';
import { systemClock } from '../../src/system.ts';
import { describeStorages } from '../support/storage.ts';

describeStorages('storage', (newStorage) => {
  test('migrations run once and a second start finds nothing to do', async () => {
    const storage = await newStorage();
    expect(await isMigrated(storage)).toBe(true);
    expect(await migrate(storage, systemClock)).toEqual([]);
  });

  test('a transaction that throws leaves nothing behind', async () => {
    const storage = await newStorage();
    const failing = storage.transact(async (tx) => {
      await tx.insertInto('settings').values({ name: 'half', value: 'done' }).execute();
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await storage.db.selectFrom('settings').selectAll().execute()).toEqual([]);
  });

  test('transactions that run together lose no update', async () => {
    const storage = await newStorage();
    await storage.transact((tx) => tx.insertInto('settings').values({ name: 'count', value: '0' }).execute());
    await Promise.all(
      Array.from({ length: 25 }, () =>
        storage.transact(async (tx) => {
          const query = tx.selectFrom('settings').select('value').where('name', '=', 'count');
          const row = await (storage.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow();
          await tx
            .updateTable('settings')
            .set({ value: String(Number(row.value) + 1) })
            .where('name', '=', 'count')
            .execute();
        }),
      ),
    );
    const row = await storage.db.selectFrom('settings').select('value').executeTakeFirstOrThrow();
    expect(row.value).toBe('25');
  });

  test('a shared setting is made by whoever asks first and stays', async () => {
    const storage = await newStorage();
    const values = await Promise.all(['a', 'b', 'c'].map((value) => sharedSetting(storage, 'key', () => value)));
    expect(new Set(values).size).toBe(1);
    expect(await sharedSetting(storage, 'key', () => 'later')).toBe(values[0]);
  });

  test('milliseconds since the epoch come back as the numbers they were', async () => {
    const storage = await newStorage();
    const now = Date.UTC(2026, 10, 21);
    await storage.transact((tx) =>
      tx.insertInto('processes').values({ id: 'p', host: 'h', pid: 1, started_at: now, seen_at: now }).execute(),
    );
    const row = await storage.db.selectFrom('processes').select('seen_at').executeTakeFirstOrThrow();
    expect(row.seen_at).toBe(now);
  });
});
