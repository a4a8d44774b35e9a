import type { Storage } from './storage.ts';

/** The value under `name` that all processes share; made by the first that asks. */
export function sharedSetting(storage: Storage, name: string, make: () => string): Promise<string> {
  return storage.transact(async (tx) => {
    await tx
      .insertInto('settings')
      .values({ name, value: make() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const row = await tx.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirstOrThrow();
    return row.value;
  });
}
