import { uuidv7 } from 'uuidv7';
import { type Address, addressKey, CustomerId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { joinCustomers } from '../joins.ts';
import { remark } from '../marks.ts';

/** A person whom a platform names: where they can be proposed to, and where else they are the very same person. */
export interface NamedContact {
  address: Address;
  name: string | null;
  /** Other addresses under which the platform itself has the same person. */
  alsoAt: readonly Address[];
}

/** The customer behind a contact, made when there is none. Identity comes from the platform's own id, never from a name. */
export async function noteContact(tx: Tx, contact: NamedContact, at: number): Promise<CustomerId> {
  const known = await talkAt(tx, addressKey(contact.address));
  const other = await firstTalk(tx, contact.alsoAt);
  if (known !== null) {
    if (other !== null && other.customer !== known.customer) await joinOnce(tx, known.customer, other.customer, at);
    if (known.unreachable) await setReachable(tx, known.id, known.customer);
    return known.customer;
  }
  const customer = other?.customer ?? (await newCustomer(tx, contact.name, at));
  await newTalk(tx, contact.address, customer, { isGroup: false, at });
  await remark(tx, [customer]);
  return customer;
}

/** A room has a row in `customers` like a person has. */
export async function noteRoomTalk(tx: Tx, address: Address, title: string, at: number): Promise<void> {
  if ((await talkAt(tx, addressKey(address))) !== null) return;
  await newTalk(tx, address, await newCustomer(tx, title || null, at), { isGroup: true, at });
}

/** Nobody of the corp looks after them any more. */
export async function loseContact(tx: Tx, address_key: string, at: number): Promise<void> {
  const lost = await tx
    .updateTable('conversations')
    .set({ unreachable_since: at })
    .where('address_key', '=', address_key)
    .where('unreachable_since', 'is', null)
    .returning('customer_id')
    .execute();
  await remark(
    tx,
    lost.map((row) => row.customer_id),
  );
}

async function talkAt(tx: Tx, key: string) {
  const row = await tx
    .selectFrom('conversations')
    .select(['id', 'customer_id', 'unreachable_since'])
    .where('address_key', '=', key)
    .executeTakeFirst();
  if (!row) return null;
  return { id: row.id, customer: CustomerId.parse(row.customer_id), unreachable: row.unreachable_since !== null };
}

async function firstTalk(tx: Tx, addresses: readonly Address[]) {
  for (const address of addresses) {
    const talk = await talkAt(tx, addressKey(address));
    if (talk !== null) return talk;
  }
  return null;
}

/** A join that somebody has undone is not made again. */
async function joinOnce(tx: Tx, from: CustomerId, into: CustomerId, at: number): Promise<void> {
  const undone = await tx
    .selectFrom('customer_joins')
    .select('id')
    .where('from_id', '=', from)
    .where('into_id', '=', into)
    .where('undone_at', 'is not', null)
    .executeTakeFirst();
  if (!undone) await joinCustomers(tx, { from, into, reason: 'platform', source: 'wecom-contact', at });
}

async function setReachable(tx: Tx, conversation: string, customer: CustomerId): Promise<void> {
  await tx.updateTable('conversations').set({ unreachable_since: null }).where('id', '=', conversation).execute();
  await remark(tx, [customer]);
}

async function newCustomer(tx: Tx, name: string | null, at: number): Promise<CustomerId> {
  const id = CustomerId.parse(uuidv7());
  await tx.insertInto('customers').values({ id, name, locale: null, created_at: at }).execute();
  return id;
}

async function newTalk(
  tx: Tx,
  address: Address,
  customer: CustomerId,
  { isGroup, at }: { isGroup: boolean; at: number },
): Promise<void> {
  await tx
    .insertInto('conversations')
    .values({
      id: uuidv7(),
      customer_id: customer,
      ...address,
      address_key: addressKey(address),
      is_group: isGroup ? 1 : 0,
      // WeCom is at home in China; who writes in another language is answered in theirs.
      locale: 'zh-CN',
      owner_kind: 'bot',
      owner_case: null,
      owner_agent: null,
      epoch: 0,
      fence: 0,
      revision: 0,
      memory: '{}',
      unreachable_since: null,
      created_at: at,
      // Nothing was said here yet: a talk in which something was is the place where they are written to.
      last_message_at: 0,
    })
    .execute();
}
