import { expect, test } from 'vitest';
import { combined, isMigrated, migrate, prepared } from '../../src/storage/index.ts';
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

  test('of transactions that share a commit the one that throws undoes itself alone', async () => {
    const storage = await newStorage();
    const write = (name: string, fails = false) =>
      storage.transact(async (tx) => {
        await tx.insertInto('settings').values({ name, value: '' }).execute();
        if (fails) throw new Error(`${name} throws`);
        return name;
      });
    const results = await Promise.allSettled([write('a'), write('b', true), write('c'), write('d', true), write('e')]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
      'a',
      'Error: b throws',
      'c',
      'Error: d throws',
      'e',
    ]);
    const rows = await storage.db.selectFrom('settings').select('name').orderBy('name').execute();
    expect(rows.map(({ name }) => name)).toEqual(['a', 'c', 'e']);
  });

  test('a prepared query takes other values, and lists of any length, each time', async () => {
    const storage = await newStorage();
    const insert = prepared((db, { rows }: { rows: { name: string; value: string }[] }) =>
      db.insertInto('settings').values(rows),
    );
    const find = prepared((db, { names, not }: { names: readonly string[]; not: string }) =>
      db.selectFrom('settings').select('value').where('name', 'in', names).where('value', '<>', not).orderBy('name'),
    );
    const all = Array.from({ length: 9 }, (_, at) => ({ name: `n${at}`, value: `v${at}` }));
    await storage.transact((tx) => insert(tx, { rows: all.slice(0, 4) }));
    await storage.transact((tx) => insert(tx, { rows: all.slice(4) }));
    for (let length = 1; length <= all.length; length += 1) {
      const { rows } = await find(storage.db, { names: all.slice(0, length).map(({ name }) => name), not: 'v2' });
      const wanted = all.slice(0, length).map(({ value }) => value);
      expect(rows.map(({ value }) => value)).toEqual(wanted.filter((value) => value !== 'v2'));
    }
  });

  test('a prepared query sees what its transaction wrote, tells how many it changed, and not after the end', async () => {
    const storage = await newStorage();
    const insert = prepared((db, { rows }: { rows: { name: string; value: string }[] }) =>
      db.insertInto('settings').values(rows),
    );
    const change = prepared((db, { names, value }: { names: string[]; value: string }) =>
      db.updateTable('settings').set({ value }).where('name', 'in', names),
    );
    const find = prepared((db, { name }: { name: string }) =>
      db.selectFrom('settings').select('value').where('name', '=', name),
    );
    const kept = await storage.transact(async (tx) => {
      await insert(tx, { rows: ['one', 'two', 'three'].map((name) => ({ name, value: 'new' })) });
      const { numAffectedRows } = await change(tx, { names: ['one', 'two', 'none'], value: 'changed' });
      expect(Number(numAffectedRows)).toBe(2);
      expect((await find(tx, { name: 'two' })).rows).toEqual([{ value: 'changed' }]);
      return tx;
    });
    await expect(find(kept, { name: 'two' })).rejects.toThrow();
    const undone = storage.transact(async (tx) => {
      await change(tx, { names: ['two'], value: 'lost' });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect((await find(storage.db, { name: 'two' })).rows).toEqual([{ value: 'changed' }]);
  });

  test('lookups that are asked for together are one query, and each gets its own answer', async () => {
    const asked: (readonly string[])[] = [];
    const find = combined(async (keys) => {
      asked.push(keys);
      if (keys.includes('broken')) throw new Error('no database');
      return new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, `the ${key}`]));
    });
    expect(await Promise.all(['a', 'unknown', 'b', 'a'].map(find))).toEqual(['the a', undefined, 'the b', 'the a']);
    expect(await find('c')).toBe('the c');
    expect(asked).toEqual([['a', 'unknown', 'b'], ['c']]);
    await expect(find('broken')).rejects.toThrow('no database');
    expect(await find('d'), 'and a failure is not kept').toBe('the d');
  });
});
