import { createHash } from 'node:crypto';
import type { Storage, Tx } from '../../storage/index.ts';
import { openCaseOf, updateCase } from '../cases/case.ts';
import { noteEvent } from '../cases/case-events.ts';
import { announce } from '../desk/desk-events.ts';
import { leadsToTell } from '../desk/leads.ts';
import type { WebhookEventName } from './tell-webhooks.ts';

/** Looked back this far, so that what was committed late or while nobody ran is told too; each event is told once. */
const WINDOW_MS = 24 * 60 * 60_000;
const PER_ROUND = 500;
/** As much as a breached clock of a case. */
const PRIORITY_OVERDUE = 20;

/**
 * Complaints are the flows' own; their history is followed here, so that other systems and live consoles hear of a new
 * one and of one that is late. Returns how many were new.
 */
export async function followComplaints(storage: Storage, now: number): Promise<number> {
  const rows = await storage.db
    .selectFrom('complaint_events')
    .innerJoin('complaints', 'complaints.number', 'complaint_events.complaint')
    .leftJoin('complaint_news', 'complaint_news.event_id', 'complaint_events.id')
    .select([
      'complaint_events.id',
      'complaint_events.kind',
      'complaint_events.at',
      'complaints.number',
      'complaints.grade',
      'complaints.category',
      'complaints.customer_id',
      'complaints.conversation_id',
    ])
    .where('complaint_events.at', '>', now - WINDOW_MS)
    .where('complaint_events.kind', 'in', ['opened', 'respond-overdue', 'resolve-overdue'])
    .where('complaint_news.event_id', 'is', null)
    .orderBy('complaint_events.at')
    .limit(PER_ROUND)
    .execute();
  for (const row of rows) {
    await storage.transact(async (tx) => {
      const first = await tx
        .insertInto('complaint_news')
        .values({ event_id: row.id, at: now })
        .onConflict((conflict) => conflict.column('event_id').doNothing())
        .executeTakeFirst();
      if (first.numInsertedOrUpdatedRows === 0n) return;
      const event: WebhookEventName = row.kind === 'opened' ? 'complaint.opened' : 'complaint.overdue';
      const data = {
        complaint: row.number,
        grade: row.grade,
        category: row.category,
        customer: row.customer_id,
        conversation: row.conversation_id,
        ...(row.kind === 'opened' ? {} : { clock: row.kind === 'respond-overdue' ? 'respond' : 'resolve' }),
      };
      const hooks = await tx.selectFrom('webhooks').select(['id', 'events']).where('active', '=', 1).execute();
      for (const hook of hooks) {
        if (!JSON.parse(hook.events).includes(event)) continue;
        const id = createHash('sha256').update(`${row.id} ${hook.id}`).digest('base64url').slice(0, 32);
        const payload = JSON.stringify({ id, event, at: row.at, data });
        const delivery = { id, webhook_id: hook.id, event, payload, state: 'due' as const, attempts: 0 };
        await tx
          .insertInto('webhook_deliveries')
          .values({ ...delivery, status: null, detail: null, due_at: now, created_at: now, settled_at: null })
          .execute();
      }
      await announce(tx, { kind: 'complaint', complaint: row.number, alert: false }, now);
      if (row.kind !== 'opened') await escalate(tx, row.number, row.conversation_id, now);
    });
  }
  return rows.length;
}

/** A broken promise reaches the leads at once, and a case that is open about it goes up in the queue. */
async function escalate(tx: Tx, complaint: string, conversation: string | null, now: number): Promise<void> {
  const leads = await leadsToTell(tx);
  for (const lead of leads) await announce(tx, { kind: 'complaint', complaint, alert: true }, now, lead);
  const open = conversation === null ? null : await openCaseOf(tx, conversation);
  if (!open || conversation === null) return;
  await updateCase(tx, open.id, { priority: Math.min(100, open.priority + PRIORITY_OVERDUE) });
  const escalated = { case: open.id, conversation, kind: 'escalated' as const, actor: 'system' };
  await noteEvent(tx, { ...escalated, detail: leads.join(',') }, now);
  await announce(tx, { kind: 'queue', conversation, alert: false }, now);
}

/** Beyond the window nothing looks for them any more. */
export async function forgetComplaintNews(storage: Storage, now: number): Promise<void> {
  await storage.transact((tx) =>
    tx
      .deleteFrom('complaint_news')
      .where('at', '<', now - 2 * WINDOW_MS)
      .execute(),
  );
}
