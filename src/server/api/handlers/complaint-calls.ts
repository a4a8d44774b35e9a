import { type RawBuilder, sql } from 'kysely';
import { uuidv7 } from 'uuidv7';
import type * as z from 'zod';
import { agentById, allAgents, announce, audit } from '../../../handoff/index.ts';
import type { ComplaintsTable } from '../../../storage/index.ts';
import type { COMPLAINTS_API } from '../../contract/complaints.ts';
import type { ComplaintCard } from '../../contract/index.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import type { Principal } from '../principal.ts';
import { notFound, Refusal } from '../refusal.ts';
import { seesAll } from '../visibility.ts';

const OPEN = ['open', 'responded', 'reopened'] as const;
/** The nearest deadline that still runs. */
const DEADLINE = sql<number>`case when responded_at is null and respond_by < resolve_by then respond_by else resolve_by end`;

export const complaintCalls: Handlers<keyof typeof COMPLAINTS_API> = {
  async complaints({ storage }, { who, query, now }) {
    const cursor = readCursor(query.cursor, 2);
    const settled = query.column === 'settled';
    let rows = storage.db.selectFrom('complaints').selectAll().select(DEADLINE.as('deadline')).where(isVisible(who));
    rows = settled ? rows.where('state', 'in', ['resolved', 'closed']) : rows.where('state', 'in', [...OPEN]);
    if (query.column === 'overdue') rows = rows.where(sql<boolean>`${DEADLINE} < ${now}`);
    if (query.grade !== undefined) rows = rows.where('grade', '=', query.grade);
    if (query.owner !== undefined) rows = rows.where('owner', '=', query.owner);
    if (settled) {
      if (cursor) rows = rows.where(sql<boolean>`(opened_at, number) < (${cursor[0]}, ${cursor[1]})`);
      rows = rows.orderBy('opened_at', 'desc').orderBy('number', 'desc');
    } else {
      if (cursor) rows = rows.where(sql<boolean>`(${DEADLINE}, number) > (${cursor[0]}, ${cursor[1]})`);
      rows = rows.orderBy('deadline').orderBy('number');
    }
    const found = await rows.limit(query.limit + 1).execute();
    const page = pageOf(found, query.limit, (row) => [settled ? row.opened_at : Number(row.deadline), row.number]);
    return { items: await cardsOf(storage, page.rows, now), next: page.next };
  },
  async complaint(parts, call) {
    const complaint = await visibleCard(parts, call);
    const history = await parts.storage.db
      .selectFrom('complaint_events')
      .select(['kind', 'actor', 'detail', 'at'])
      .where('complaint', '=', complaint.number)
      .orderBy('at')
      .execute();
    const names = new Map<string, string>((await allAgents(parts.storage.db)).map(({ id, name }) => [id, name]));
    return {
      complaint,
      history: history.map((step) => ({
        ...step,
        actorName: names.get(step.actor) ?? null,
        // To whom it was given.
        detail: step.kind === 'assigned' ? (names.get(step.detail) ?? step.detail) : step.detail,
      })),
    };
  },
  async assignComplaint(parts, call) {
    const { to } = call.body;
    if (to !== call.who.agent.id && !seesAll(call.who)) throw new Refusal('not_allowed');
    const { number } = await visibleCard(parts, call);
    const agent = await agentById(parts.storage.db, to);
    if (!agent?.active || agent.role === 'operator') {
      throw new Refusal('wrong_state', { message: 'This colleague does not take complaints.' });
    }
    await parts.complaints.assign(number, to, deedOf(call));
    return after(parts, call, 'complaint.assign');
  },
  async respondComplaint(parts, call) {
    const { number } = await visibleCard(parts, call);
    await parts.complaints.respond(number, call.body.text, deedOf(call));
    return after(parts, call, 'complaint.respond');
  },
  async resolveComplaint(parts, call) {
    const { number } = await visibleCard(parts, call);
    await parts.complaints.resolve(number, call.body.resolution, deedOf(call));
    return after(parts, call, 'complaint.resolve');
  },
  async prolongComplaint(parts, call) {
    const { number } = await visibleCard(parts, call);
    await parts.complaints.makeComplex(number, call.body.reason, deedOf(call));
    return after(parts, call, 'complaint.prolong');
  },
};

type AnyCall = Pick<Call, 'who' | 'params' | 'now' | 'ip'>;
type Card = z.input<typeof ComplaintCard>;

function isVisible(who: Principal): RawBuilder<boolean> {
  return seesAll(who) ? sql<boolean>`1 = 1` : sql<boolean>`(owner is null or owner = ${who.agent.id})`;
}

function deedOf({ who, now }: AnyCall) {
  return { key: uuidv7(), actor: who.agent.id, now };
}

async function visibleCard({ storage }: DeskParts, { who, params, now }: AnyCall): Promise<Card> {
  const row = await storage.db
    .selectFrom('complaints')
    .selectAll()
    .where('number', '=', params['complaint'] ?? '')
    .where(isVisible(who))
    .executeTakeFirst();
  const [card] = row ? await cardsOf(storage, [row], now) : [];
  if (!card) throw notFound();
  return card;
}

async function after(parts: DeskParts, call: AnyCall, action: string): Promise<Card> {
  const number = call.params['complaint'] ?? '';
  await parts.storage.transact(async (tx) => {
    await audit(tx, { actor: call.who.actor, action, object: `complaint:${number}`, ip: call.ip }, call.now);
    await announce(tx, { kind: 'complaint', alert: false, complaint: number }, call.now);
  });
  parts.committed();
  const row = await parts.storage.db
    .selectFrom('complaints')
    .selectAll()
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  const [card] = await cardsOf(parts.storage, [row], call.now);
  if (!card) throw notFound();
  return card;
}

async function cardsOf(
  { db }: Pick<DeskParts['storage'], 'db'>,
  rows: readonly ComplaintsTable[],
  now: number,
): Promise<Card[]> {
  if (rows.length === 0) return [];
  const customers = await db
    .selectFrom('customers')
    .select(['id', 'name'])
    .where(
      'id',
      'in',
      rows.map((row) => row.customer_id),
    )
    .execute();
  const agents = await db.selectFrom('agents').select(['id', 'name']).execute();
  return rows.map((row) => {
    const isOpen = OPEN.some((state) => state === row.state);
    return {
      number: row.number,
      grade: row.grade,
      state: row.state,
      category: row.category,
      openedAt: row.opened_at,
      customer: { id: row.customer_id, name: customers.find(({ id }) => id === row.customer_id)?.name ?? null },
      conversation: row.conversation_id,
      order: row.order_number,
      what: row.what,
      wish: row.wish,
      photos: JSON.parse(row.photos).length,
      reasons: JSON.parse(row.reasons),
      complex: row.complex === 1,
      owner:
        row.owner === null
          ? null
          : { id: row.owner, name: agents.find(({ id }) => id === row.owner)?.name ?? row.owner },
      resolution: row.resolution,
      respondBy: row.respond_by,
      resolveBy: row.resolve_by,
      respondedAt: row.responded_at,
      resolvedAt: row.resolved_at,
      overdue: !isOpen
        ? 'no'
        : row.resolve_by < now
          ? 'resolve'
          : row.responded_at === null && row.respond_by < now
            ? 'respond'
            : 'no',
    };
  });
}
