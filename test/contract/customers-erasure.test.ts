import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addressKey, CustomerId } from '../../src/core/index.ts';
import { compact } from '../../src/customers/erasure/compact.ts';
import type { Holding } from '../../src/customers/erasure/holding.ts';
import { HOLDINGS } from '../../src/customers/erasure/holdings.ts';
import { ERASURE_DELAY_MS, requestErasure, runErasures } from '../../src/customers/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addressOf, textFrom } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const NOW = 1_795_000_000_000;
const DUE = NOW + ERASURE_DELAY_MS;
const HOUR = 3_600_000;
/** Begins everything that must not survive. */
const SECRET = 'geheim-';
const PEER = 'peer-4711-anna';

/** Columns by which the schema tells that a row is about a person. */
const PERSONAL = new Set([
  ...['customer_id', 'conversation_id', 'address_key', 'identity', 'peer', 'phone', 'email', 'contact'],
  ...['from_id', 'into_id', 'message_key', 'question', 'payload', 'birthday'],
]);
/** Tables with such a column that `runErasures` deals with itself, or that hold no customer. */
const APART = new Map([
  ['customers', 'replaced by an anonymous row'],
  ['conversations', 'kept without address and memory'],
  ['customer_erasures', 'the request itself'],
  ['customer_joins', 'deleted'],
  ['groups', 'the address of a room'],
  ['agents', 'staff'],
  ['staff_user', 'staff'],
]);
/** What a column is called that may hold words: none of these is ever kept. */
const WORDS =
  /^(name|phone|contact|content|memory|text|detail|reason|summary|answers|question|what|wish|photos|peer|address_key|message|payload|events|tracking|birthday|resolution|reply|card_text|signals)$/;

interface Person {
  customer: CustomerId;
  conversation: string;
  address: string;
  complaint: string;
}

const ANNA: Person = {
  customer: CustomerId.parse('customer-anna'),
  conversation: 'talk-1',
  address: addressKey(addressOf(PEER)),
  complaint: 'C-20261121-0001',
};
const BEN: Person = {
  customer: CustomerId.parse('customer-ben'),
  conversation: 'talk-2',
  address: addressKey(addressOf('peer-ben')),
  complaint: 'C-20261121-0002',
};

async function tablesOf(storage: Storage) {
  return (await storage.db.introspection.getTables()).filter((table) => !table.name.startsWith('kysely_'));
}

/** One row in every table that holds something about people, with a marked text in every column that is not kept. */
async function fill(storage: Storage, person: Person, marker: string, peer: string): Promise<void> {
  const address = addressOf(peer);
  const tables = new Map((await tablesOf(storage)).map((table) => [table.name, table]));
  await storage.transact(async (tx) => {
    await tx
      .insertInto('customers')
      .values({
        id: person.customer,
        name: `${marker}name.`,
        phone: `${marker}phone.`,
        external_id: `${marker}external.`,
        birthday: `${marker}birthday.`,
        locale: 'en',
        created_at: NOW,
      })
      .execute();
    await tx
      .insertInto('conversations')
      .values({
        id: person.conversation,
        customer_id: person.customer,
        ...address,
        address_key: person.address,
        locale: 'en',
        owner_kind: 'agent',
        owner_agent: 'x',
        epoch: 3,
        fence: 1,
        revision: 1,
        memory: `{"x":"${marker}memory"}`,
        created_at: NOW,
        last_message_at: NOW,
      })
      .execute();
    const parentsFirst = [...HOLDINGS].sort((a, b) => a.table.length - b.table.length);
    for (const holding of parentsFirst) {
      const columns = tables.get(holding.table)?.columns ?? [];
      const row = Object.fromEntries(
        columns
          .filter((column) => !column.isAutoIncrementing && !(column.name === 'id' && column.hasDefaultValue))
          .map((column) => [column.name, cellOf(holding, column, person, marker)]),
      );
      await sql`insert into ${sql.table(holding.table)} (${sql.join(Object.keys(row).map((name) => sql.ref(name)))}) values (${sql.join(Object.values(row))})`.execute(
        tx,
      );
    }
  });
}

function cellOf(
  holding: Holding,
  column: { name: string; dataType: string },
  person: Person,
  marker: string,
): string | number {
  const finder = holding.find.find((each) => each.column === column.name);
  if (finder?.is === 'mention') return `{"x":"${marker}${holding.table}","customer":"${person.customer}"}`;
  if (finder) return person[finder.is];
  if (/int|double|float|real|numeric/i.test(column.dataType)) return 1;
  if (column.name === 'conversation_id') return person.conversation;
  if (column.name === 'customer_id') return person.customer;
  if (holding.table === 'complaints' && column.name === 'number') return person.complaint;
  const isKept = holding.columns?.[column.name]?.kind === 'keep';
  return isKept ? `kept ${person.conversation} ${column.name}` : `${marker}${holding.table}-${column.name}.`;
}

/** Everything that can be read: the bytes of the database's files, or every row as text. */
async function everythingLeft(storage: Storage): Promise<string> {
  if (storage.dialect === 'sqlite') {
    const { rows } = await sql<{ file: string }>`pragma database_list`.execute(storage.db);
    const file = rows[0]?.file ?? '';
    const parts = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file)));
    expect(parts).toContain(basename(file));
    return parts.map((part) => readFileSync(join(dirname(file), part)).toString('latin1')).join('\n');
  }
  const texts: string[] = [];
  for (const table of await tablesOf(storage)) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(table.name)} as t`.execute(
      storage.db,
    );
    texts.push(...rows.map((row) => row.row));
  }
  return texts.join('\n');
}

/** The storage as it is until the n-th write, which never happens: as if the process had been killed before it. */
function killedAt(storage: Storage, writes: number): Storage {
  let left = writes;
  return {
    ...storage,
    transact: (work) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return storage.transact(work);
    },
  };
}

describeStorages('forgetting a person', (newStorage) => {
  test('every table of the schema that holds something about a person is dealt with', async () => {
    const storage = await newStorage();
    const known = new Set<string>(HOLDINGS.map((holding) => holding.table));
    const forgotten = (await tablesOf(storage))
      .filter((table) => table.columns.some((column) => PERSONAL.has(column.name)))
      .map((table) => table.name)
      .filter((name) => !known.has(name) && !APART.has(name));
    expect(forgotten, 'add these tables to src/customers/erasure/holdings.ts').toEqual([]);
  });

  test('no column is kept that may hold words or an address', () => {
    const kept = HOLDINGS.flatMap((holding) =>
      Object.entries(holding.columns ?? {}).flatMap(([column, fate]) =>
        fate.kind === 'keep' && WORDS.test(column) ? [`${holding.table}.${column}`] : [],
      ),
    );
    expect(kept).toEqual([]);
  });

  test('after the job no byte of words, name, phone, address or customer id is left, and others lose nothing', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    await fill(storage, BEN, 'open-', 'peer-ben');
    const before = await everythingLeft(storage);
    for (const secret of [SECRET, PEER, ANNA.customer]) expect(before).toContain(secret);
    const bens = before.match(/open-[a-z_-]+\./g) ?? [];

    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    expect(await runErasures(storage, DUE - 1)).toEqual({ erased: 0, done: 0 });
    expect(await runErasures(storage, DUE)).toEqual({ erased: 1, done: 1 });

    const left = await everythingLeft(storage);
    for (const secret of [SECRET, PEER, ANNA.customer]) expect(left).not.toContain(secret);
    for (const mark of new Set(bens)) expect(left).toContain(mark);
  });

  test('numbers and codes stay for the statistics, on a row that is nobody', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    await runErasures(storage, DUE);
    const complaint = await storage.db.selectFrom('complaints').selectAll().executeTakeFirstOrThrow();
    expect(complaint).toMatchObject({ number: ANNA.complaint, what: '', contact: null, respond_by: 1 });
    const nobody = await storage.db.selectFrom('customers').selectAll().execute();
    expect(nobody).toMatchObject([{ id: complaint.customer_id, name: null, phone: null, erased_at: DUE }]);
    const talk = await storage.db.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
    expect(talk).toMatchObject({ epoch: 4, owner_kind: 'bot', memory: '{}', customer_id: complaint.customer_id });
    expect(await storage.db.selectFrom('survey_responses').select(['score', 'reason']).execute()).toEqual([
      { score: 1, reason: null },
    ]);
    expect(await storage.db.selectFrom('customer_erasures').selectAll().execute()).toMatchObject([
      { customer_id: null, requested_at: NOW, erased_at: DUE, state: 'done' },
    ]);
  });

  test('killed before any of its writes, the job ends what it began when it runs again', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    let kills = 0;
    for (let writes = 0; ; writes += 1) {
      const ended = await runErasures(killedAt(storage, writes), DUE).then(
        () => true,
        (thrown: Error) => {
          expect(thrown.message).toBe('killed');
          return false;
        },
      );
      if (ended) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(20);
    const left = await everythingLeft(storage);
    for (const secret of [SECRET, PEER, ANNA.customer]) expect(left).not.toContain(secret);
    expect(await runErasures(storage, DUE + 1)).toEqual({ erased: 0, done: 0 });
    expect(await storage.db.selectFrom('customer_erasures').select('state').execute()).toEqual([{ state: 'done' }]);
  });

  test('the file is rewritten once in twenty hours, and nobody waits longer than a day', async () => {
    const storage = await newStorage();
    const states = async () =>
      (await storage.db.selectFrom('customer_erasures').select('state').orderBy('id').execute()).map(
        (row) => row.state,
      );
    await fill(storage, ANNA, SECRET, PEER);
    await fill(storage, BEN, 'open-', 'peer-ben');
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    expect(await runErasures(storage, DUE)).toEqual({ erased: 1, done: 1 });
    await storage.transact((tx) => requestErasure(tx, BEN.customer, NOW + HOUR));
    expect(await runErasures(storage, DUE + HOUR)).toEqual({ erased: 1, done: 0 });
    expect(await states()).toEqual(['done', 'erased']);
    expect(await runErasures(storage, DUE + 20 * HOUR - 1)).toEqual({ erased: 0, done: 0 });
    expect(await runErasures(storage, DUE + 20 * HOUR)).toEqual({ erased: 0, done: 1 });
    expect(await states()).toEqual(['done', 'done']);
  });

  test('a large SQLite file is rewritten when nobody is writing, or when the day is nearly over', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    const say = (at: number) =>
      storage.transact((tx) =>
        tx
          .insertInto('inbox')
          .values({
            channel: 'test',
            account: 'shop',
            message_key: `m${at}`,
            address_key: 'x',
            message: '{}',
            received_at: at,
          })
          .execute(),
      );
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    await storage.transact((tx) =>
      tx.updateTable('customer_erasures').set({ state: 'erased', erased_at: DUE }).execute(),
    );
    await say(DUE);
    if (storage.dialect === 'postgres') {
      expect(await compact(storage, DUE + 60_000, 0), 'nothing stands still there').toBe(1);
      return;
    }
    expect(await compact(storage, DUE + 60_000, 0)).toBe(0);
    await say(NOW + 20 * HOUR - 2);
    expect(await compact(storage, NOW + 20 * HOUR - 1, 0)).toBe(0);
    expect(await compact(storage, NOW + 20 * HOUR, 0)).toBe(1);
  });

  test('long histories are forgotten in slices', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    await storage.transact((tx) =>
      tx
        .insertInto('messages')
        .values(
          Array.from({ length: 1_200 }, (_, index) => ({
            id: `m${index}`,
            conversation_id: ANNA.conversation,
            position: index + 10,
            revision: 1,
            author: 'customer' as const,
            message_key: `${SECRET}${index}`,
            content: `${SECRET}${index}`,
            delivery: 'received' as const,
            at: NOW,
          })),
        )
        .execute(),
    );
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    await runErasures(storage, DUE);
    expect(await everythingLeft(storage)).not.toContain(SECRET);
    const count = await storage.db
      .selectFrom('messages')
      .select((builder) => builder.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow();
    expect(Number(count.all)).toBe(1_201);
  });

  test('what a person said in a group goes as far as the inbox still knows who said it; the others’ lines stay', async () => {
    const storage = await newStorage();
    await fill(storage, ANNA, SECRET, PEER);
    const group = addressOf('room-1');
    await storage.transact(async (tx) => {
      await tx.insertInto('customers').values({ id: 'room', name: null, locale: null, created_at: NOW }).execute();
      await tx
        .insertInto('conversations')
        .values({
          id: 'room-talk',
          customer_id: 'room',
          ...group,
          address_key: addressKey(group),
          is_group: 1,
          locale: 'en',
          owner_kind: 'bot',
          epoch: 0,
          fence: 0,
          revision: 2,
          memory: '{}',
          created_at: NOW,
          last_message_at: NOW,
        })
        .execute();
      for (const [index, peer] of [PEER, 'peer-ben'].entries()) {
        const message = { ...textFrom(peer, `group-line-${index}`, `${SECRET}said by ${peer}`), group };
        // As another version wrote it: what this one does not know must not keep anybody from being forgotten.
        const written = { ...message, content: { kind: 'hologram', of: SECRET } };
        await tx
          .insertInto('inbox')
          .values({
            channel: group.channel,
            account: group.account,
            message_key: message.key,
            address_key: addressKey(group),
            message: JSON.stringify(written),
            state: 'done',
            received_at: NOW,
          })
          .execute();
        await tx
          .insertInto('messages')
          .values({
            id: `line-${index}`,
            conversation_id: 'room-talk',
            position: index + 1,
            revision: 1,
            author: 'customer',
            message_key: message.key,
            content: JSON.stringify(message.content),
            delivery: 'received',
            at: NOW,
          })
          .execute();
      }
    });
    await storage.transact((tx) => requestErasure(tx, ANNA.customer, NOW));
    await runErasures(storage, DUE);
    const left = await everythingLeft(storage);
    expect(left).not.toContain(`said by ${PEER}`);
    expect(left).toContain('said by peer-ben');
  });
});
