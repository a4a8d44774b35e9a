import { type Address, addressKey } from '../../core/index.ts';
import type { Storage, Tx } from '../../storage/index.ts';
import type { CorpDirectory, CorpPair } from './directory.ts';
import { loseContact, noteContact } from './note-contact.ts';

export interface CorpParts {
  storage: Storage;
  directory: CorpDirectory;
  /** Where a contact or a room of this corp is met, by the id that the platform gives it. */
  addressOf(id: string): Address;
  /** Where else the platform has the same person. */
  alsoAt(customer: string): readonly Address[];
}

/** Everybody whom an employee looks after. Again and again without harm; who is no contact any more is not written to. */
export async function syncContacts(parts: CorpParts, now: number): Promise<void> {
  const { storage, directory } = parts;
  for await (const page of directory.pairs()) {
    await storage.transact(async (tx) => {
      for (const pair of page) await notePair(tx, parts, pair, now);
    });
  }
  await storage.transact(async (tx) => {
    const gone = await tx.deleteFrom('corp_contacts').where('at', '<', now).returning('address_key').execute();
    await loseThose(tx, [...new Set(gone.map((row) => row.address_key))], now);
  });
}

/** One of them, after the platform said that something about them has changed. */
export async function syncContact(parts: CorpParts, customer: string, now: number): Promise<void> {
  const found = await parts.directory.contact(customer);
  const key = addressKey(parts.addressOf(customer));
  await parts.storage.transact(async (tx) => {
    for (const pair of found?.pairs ?? [])
      await notePair(tx, parts, { ...pair, customer, name: found?.name ?? null }, now);
    await tx.deleteFrom('corp_contacts').where('address_key', '=', key).where('at', '<', now).execute();
    await loseThose(tx, [key], now);
  });
}

async function notePair(tx: Tx, parts: CorpParts, pair: CorpPair, at: number): Promise<void> {
  const address = parts.addressOf(pair.customer);
  await noteContact(tx, { address, name: pair.name, alsoAt: parts.alsoAt(pair.customer) }, at);
  const told = { tags_there: JSON.stringify([...pair.tags].sort()), at };
  await tx
    .insertInto('corp_contacts')
    .values({ address_key: addressKey(address), employee: pair.employee, tags_agreed: '[]', ...told })
    .onConflict((conflict) => conflict.columns(['address_key', 'employee']).doUpdateSet(told))
    .execute();
}

/** Those of them whom nobody looks after any more. */
async function loseThose(tx: Tx, keys: readonly string[], now: number): Promise<void> {
  for (const key of keys) {
    const left = await tx
      .selectFrom('corp_contacts')
      .select('employee')
      .where('address_key', '=', key)
      .limit(1)
      .executeTakeFirst();
    if (!left) await loseContact(tx, key, now);
  }
}
