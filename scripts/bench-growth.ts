import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createInbox } from '../src/bot/inbox.ts';
import { claim, dueRows } from '../src/bot/outbox/claim.ts';
import { settle } from '../src/bot/outbox/settle.ts';
import { createTurn } from '../src/bot/turn/turn.ts';
import { migrate, openStorage, type Storage } from '../src/storage/index.ts';
import { systemClock, systemRandom } from '../src/system.ts';
import { textFrom } from '../test/support/conversations.ts';
import { answerWith, mindWith } from '../test/support/minds.ts';

/**
 * How the cost of one message grows with what is stored already: accepts, decides, claims and settles messages one
 * after the other on databases of different age. `npx node scripts/bench-growth.ts`; the table stands in
 * docs/architecture.md.
 */
const SIZES = [
  { conversations: 1_000, messagesEach: 10 },
  { conversations: 10_000, messagesEach: 10 },
  { conversations: 100_000, messagesEach: 10 },
];
const TURNS = 400;
const ACCOUNTS = [{ channel: 'test', account: 'shop' }];

interface Shop {
  conversations: number;
  messages: number;
  bytes: number;
  storage: Storage;
  /** Milliseconds of each whole way of one message. */
  times: number[];
}

const directory = mkdtempSync(join(tmpdir(), 'warmline-growth-'));
const shops: Shop[] = [];
for (const { conversations, messagesEach } of SIZES) {
  const file = join(directory, `${conversations}.db`);
  const storage = openStorage({ url: `sqlite:${file}`, clock: systemClock, random: systemRandom });
  await migrate(storage, systemClock);
  await fill(storage, conversations, messagesEach);
  shops.push({
    conversations,
    messages: conversations * messagesEach,
    bytes: statSync(file).size,
    storage,
    times: [],
  });
}
// In turn, so that whatever else the machine does disturbs all of them alike.
for (let turn = 0; turn < TURNS; turn += 1) for (const shop of shops) await takeTurn(shop, turn);
console.log('conversations   messages   file MB  bytes/message  turn p50 ms  turn p99 ms');
for (const { conversations, messages, bytes, storage, times } of shops) {
  await storage.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? Number.NaN).toFixed(2);
  const cells = [conversations, messages, Math.round(bytes / 1e6), Math.round(bytes / messages), at(0.5), at(0.99)];
  console.log(cells.map((cell, column) => String(cell).padStart([13, 10, 9, 14, 12, 12][column] ?? 0)).join(' '));
}
rmSync(directory, { recursive: true, force: true });

/** Conversations with their transcript, and the queue rows that are kept for a while after they are settled. */
async function fill({ db, transact }: Storage, conversations: number, messagesEach: number): Promise<void> {
  const now = systemClock.now();
  const many = sql.lit(conversations); // a bound number would be a REAL to SQLite
  const people = sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${sql.lit(conversations - 1)})`;
  const lines = sql`with recursive n(i) as (select 0 union all select i + 1 from n where i < ${sql.lit(conversations * messagesEach - 1)})`;
  await transact(async (tx) => {
    await sql`insert into customers (id, name, locale, created_at) ${people} select 'p' || i, 'Ann', 'en', ${now} from n`.execute(
      tx,
    );
    await sql`insert into conversations (id, customer_id, channel, account, peer, address_key, locale, owner_kind, epoch, fence, revision, memory, created_at, last_message_at)
      ${people} select 'c' || i, 'p' || i, 'test', 'shop', 'u' || i, 'test/shop/u' || i, 'en', 'bot', 0, 0, ${messagesEach}, '{"welcomed":true}', ${now}, ${now} from n`.execute(
      tx,
    );
  });
  const said = JSON.stringify({
    kind: 'text',
    text: 'How long does delivery take to the county town? I ordered on Monday.',
  });
  await transact(async (tx) => {
    await sql`insert into messages (id, conversation_id, position, revision, author, message_key, content, delivery, at)
      ${lines} select 'm' || i, 'c' || (i % ${many}), i / ${many} + 1, i / ${many} + 1, case i / ${many} % 2 when 0 then 'customer' else 'bot' end, 'k' || i, ${said}, 'sent', ${now} from n`.execute(
      tx,
    );
    await sql`insert into inbox (channel, account, message_key, address_key, message, state, received_at, settled_at)
      ${lines} select 'test', 'shop', 'k' || i, 'test/shop/u' || (i % ${many}), ${said}, 'done', ${now}, ${now} from n where i % 2 = 0`.execute(
      tx,
    );
    await sql`insert into outbox (conversation_id, message_id, channel, account, peer, address_key, queue, author, priority, epoch, send_key, reply, state, due_at, expires_at, created_at, settled_at)
      ${lines} select 'c' || (i % ${many}), 'm' || i, 'test', 'shop', 'u' || (i % ${many}), 'test/shop/u' || (i % ${many}), 'c' || (i % ${many}), 'bot', 1, 0, 'k' || i, ${said}, 'sent', ${now}, ${now}, ${now}, ${now} from n where i % 2 = 1`.execute(
      tx,
    );
  });
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

/** One message accepted, answered, claimed and settled; the deciding itself is not what is measured here. */
async function takeTurn({ storage, conversations, times }: Shop, turn: number): Promise<void> {
  const inbox = createInbox({ storage, clock: systemClock, onAccepted: () => {} });
  const mind = await mindWith(() => answerWith('Two days.'));
  const runTurn = createTurn({ storage, channels: [], mind, clock: systemClock, defaultLocale: 'en' });
  const peer = `u${(turn * 7919) % conversations}`;
  const started = performance.now();
  await inbox.accept([textFrom(peer, `new${turn}`, 'How long does delivery take?')]);
  await runTurn(`test/shop/${peer}`, systemClock.now() * 1000 + turn);
  const now = systemClock.now();
  const due = await dueRows(storage, ACCOUNTS, now);
  const ids = due.map((row) => row.id);
  const rows = await storage.transact((tx) => claim(tx, ids, 'me', now, false));
  await storage.transact(async (tx) => {
    for (const row of rows) await settle(tx, { row, result: { kind: 'sent', platformId: '1' } }, now, systemRandom);
  });
  times.push(performance.now() - started);
  if (rows.length !== 1) throw new Error(`${rows.length} sends left instead of one`);
}
