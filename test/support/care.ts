import { claim, dueRows } from '../../src/bot/outbox/claim.ts';
import { createSayFirst } from '../../src/bot/outbox/first-words.ts';
import { settle } from '../../src/bot/outbox/settle.ts';
import {
  createGate,
  createOutboxGate,
  type Gate,
  type LedgerRow,
  type NewEntry,
  type OutboxGate,
  planEntries,
  type QueueReport,
  queuePlanned,
} from '../../src/care/index.ts';
import {
  addressKey,
  type ChannelAbilities,
  ConversationId,
  CustomerId,
  type SendResult,
} from '../../src/core/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { addressOf } from './conversations.ts';

/** Noon in Shanghai: nobody's night. */
export const NOON = Temporal.ZonedDateTime.from('2026-11-22T12:00[Asia/Shanghai]').epochMilliseconds;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The gate, the ledger and the outbox's claim on a real database, without a process around them. */
export interface CareShop {
  storage: Storage;
  gate: Gate;
  outboxGate: OutboxGate;
  /** A customer `p-NAME` with the conversation `c-NAME`. */
  customer(name: string, change?: { consent?: boolean; timeZone?: string }): Promise<CustomerId>;
  plan(names: readonly string[], change?: Partial<NewEntry>, now?: number): Promise<number[]>;
  queue(source?: string, now?: number): Promise<QueueReport>;
  /** Claims what may go and returns its keys' customers. */
  claim(now?: number, sender?: string): Promise<string[]>;
  /** The platform answers to what this customer is being sent. */
  finish(name: string, result: SendResult, now?: number): Promise<void>;
  ledger(name: string): Promise<LedgerRow[]>;
}

export function careShop(storage: Storage, proactive: ChannelAbilities['proactive'] = { kind: 'free' }): CareShop {
  const gate = createGate({ abilitiesOf: () => ({ proactive }), timeZone: 'Asia/Shanghai' });
  const outboxGate = createOutboxGate(gate, storage.dialect);
  return {
    storage,
    gate,
    outboxGate,
    async customer(name, { consent = true, timeZone } = {}) {
      const id = CustomerId.parse(`p-${name}`);
      await storage.transact(async (tx) => {
        await tx
          .insertInto('customers')
          .values({ id, name, locale: 'en', created_at: NOON - 30 * DAY, time_zone: timeZone ?? null })
          .execute();
        const address = addressOf(name);
        await tx
          .insertInto('conversations')
          .values({
            id: `c-${name}`,
            customer_id: id,
            ...address,
            address_key: addressKey(address),
            locale: 'en',
            owner_kind: 'bot',
            owner_case: null,
            owner_agent: null,
            epoch: 0,
            fence: 1,
            revision: 0,
            memory: '{}',
            unreachable_since: null,
            created_at: NOON - 30 * DAY,
            last_message_at: NOON - 2 * DAY,
          })
          .execute();
        if (consent)
          await tx
            .insertInto('customer_consents')
            .values({ customer_id: id, topic: 'care', granted: 1, source: 'test', at: NOON - DAY })
            .execute();
      });
      return id;
    },
    plan: (names, change = {}, now = NOON) =>
      storage.transact((tx) =>
        planEntries(
          tx,
          storage.dialect,
          names.map((name) => ({
            occasion: 'campaign:one',
            source: 'campaign:one',
            batch: 'campaign:one',
            kind: 'care',
            topic: 'care',
            customer: CustomerId.parse(`p-${name}`),
            conversation: ConversationId.parse(`c-${name}`),
            variant: null,
            via: 'outbox',
            dueAt: now,
            expiresAt: now + 3 * DAY,
            ...change,
          })),
          now,
        ),
      ),
    queue: (source = 'campaign:one', now = NOON) =>
      queuePlanned(
        {
          storage,
          gate,
          sayFirst: createSayFirst([]),
          compose: async (_tx, row) => ({
            kind: 'say',
            replies: [{ kind: 'text', markdown: `For ${row.customer_id}` }],
          }),
        },
        source,
        100,
        now,
      ),
    async claim(now = NOON, sender = 'me') {
      const due = await dueRows(storage, [{ channel: 'test', account: 'shop' }], now);
      const ids = due.map((row) => row.id);
      const rows = await storage.transact((tx) =>
        claim(tx, ids, sender, now, storage.dialect === 'postgres', outboxGate),
      );
      return rows.map((row) => row.peer).sort();
    },
    async finish(name, result, now = NOON) {
      const row = await storage.db
        .selectFrom('outbox')
        .selectAll()
        .where('peer', '=', name)
        .where('state', '=', 'sending')
        .executeTakeFirstOrThrow();
      await storage.transact((tx) => settle(tx, { row, result }, now, () => 0.5));
    },
    ledger: (name) =>
      storage.db.selectFrom('care_ledger').selectAll().where('customer_id', '=', `p-${name}`).orderBy('id').execute(),
  };
}
