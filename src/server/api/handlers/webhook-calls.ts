import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type * as z from 'zod';
import { audit } from '../../../handoff/index.ts';
import { hashOf } from '../../auth/staff-links.ts';
import { Role, type Webhook, type WebhookEvent } from '../../contract/index.ts';
import type { WEBHOOKS_API } from '../../contract/webhooks.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import { notFound } from '../refusal.ts';

export const webhookCalls: Handlers<keyof typeof WEBHOOKS_API> = {
  async webhooks({ storage }) {
    const rows = await storage.db.selectFrom('webhooks').select('id').orderBy('created_at').execute();
    return { items: await Promise.all(rows.map(({ id }) => webhookOf(storage, id))) };
  },
  async addWebhook(parts, call) {
    const id = uuidv7();
    const secret = randomBytes(32).toString('hex');
    const { url, events, active } = call.body;
    await parts.storage.transact(async (tx) => {
      await tx
        .insertInto('webhooks')
        .values({ id, url, secret, events: JSON.stringify(events), active: active ? 1 : 0, created_at: call.now })
        .execute();
      await audit(tx, deedOf(call, 'webhook.add', id, url), call.now);
    });
    return { webhook: await webhookOf(parts.storage, id), secret };
  },
  async setWebhook(parts, call) {
    const id = call.params['webhook'] ?? '';
    await webhookOf(parts.storage, id);
    const { url, events, active } = call.body;
    await parts.storage.transact(async (tx) => {
      const change = { url, events: JSON.stringify(events), active: active ? 1 : 0 };
      await tx.updateTable('webhooks').set(change).where('id', '=', id).execute();
      await audit(tx, deedOf(call, 'webhook.set', id, url), call.now);
    });
    return webhookOf(parts.storage, id);
  },
  async removeWebhook(parts, call) {
    const id = call.params['webhook'] ?? '';
    await webhookOf(parts.storage, id);
    await parts.storage.transact(async (tx) => {
      await tx.deleteFrom('webhook_deliveries').where('webhook_id', '=', id).execute();
      await tx.deleteFrom('webhooks').where('id', '=', id).execute();
      await audit(tx, deedOf(call, 'webhook.remove', id), call.now);
    });
    return { done: true };
  },
  async deliveries({ storage }, { params, query }) {
    const id = params['webhook'] ?? '';
    await webhookOf(storage, id);
    const cursor = readCursor(query.cursor, 2);
    let rows = storage.db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', id);
    if (cursor) rows = rows.where(sql<boolean>`(created_at, id) < (${cursor[0]}, ${cursor[1]})`);
    const found = await rows
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const page = pageOf(found, query.limit, (row) => [row.created_at, row.id]);
    return {
      items: page.rows.map((row) => ({
        id: row.id,
        event: row.event as WebhookEvent,
        state: row.state,
        attempts: row.attempts,
        status: row.status,
        detail: row.detail,
        createdAt: row.created_at,
        settledAt: row.settled_at,
        dueAt: row.due_at,
      })),
      next: page.next,
    };
  },
  async redeliver(parts, call) {
    const changed = await parts.storage.transact((tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({ state: 'due', due_at: call.now, settled_at: null, attempts: 0 })
        .where('id', '=', call.params['delivery'] ?? '')
        .where('webhook_id', '=', call.params['webhook'] ?? '')
        .executeTakeFirst(),
    );
    if (changed.numUpdatedRows === 0n) throw notFound();
    return { done: true };
  },
  async apiKeys({ storage }) {
    const rows = await storage.db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
    return { items: rows.map(keyOf) };
  },
  async addApiKey(parts, call) {
    const secret = `wl_${randomBytes(32).toString('base64url')}`;
    const { name, role } = call.body;
    const row = { id: uuidv7(), name, role, hash: hashOf(secret), created_at: call.now, used_at: null };
    await parts.storage.transact(async (tx) => {
      await tx.insertInto('api_keys').values(row).execute();
      await audit(tx, deedOf(call, 'key.add', row.id, `${role} ${name}`), call.now);
    });
    return { key: keyOf(row), secret };
  },
  async removeApiKey(parts, call) {
    const id = call.params['key'] ?? '';
    await parts.storage.transact(async (tx) => {
      const gone = await tx.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst();
      if (gone.numDeletedRows === 0n) throw notFound();
      await audit(tx, deedOf(call, 'key.remove', id), call.now);
    });
    return { done: true };
  },
};

function deedOf({ who, ip }: Pick<Call, 'who' | 'ip'>, action: string, id: string, detail = '') {
  return { actor: who.actor, action, object: `${action.split('.')[0]}:${id}`, detail, ip };
}

function keyOf(row: { id: string; name: string; role: string; created_at: number; used_at: number | null }) {
  return { id: row.id, name: row.name, role: Role.parse(row.role), createdAt: row.created_at, usedAt: row.used_at };
}

async function webhookOf({ db }: Pick<DeskParts['storage'], 'db'>, id: string): Promise<z.input<typeof Webhook>> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound();
  const waiting = await db
    .selectFrom('webhook_deliveries')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('webhook_id', '=', id)
    .where('state', '=', 'due')
    .executeTakeFirstOrThrow();
  const failed = await db
    .selectFrom('webhook_deliveries')
    .select('detail')
    .where('webhook_id', '=', id)
    .where('detail', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    id,
    url: row.url,
    events: JSON.parse(row.events),
    active: row.active === 1,
    createdAt: row.created_at,
    waiting: Number(waiting.count),
    lastFailure: failed?.detail ?? null,
  };
}
