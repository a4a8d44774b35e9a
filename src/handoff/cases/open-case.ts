import { uuidv7 } from 'uuidv7';
import { CaseId, type ConversationId, CustomerId } from '../../core/index.ts';
import type { Tx } from '../../storage/index.ts';
import { lookAt, openingClocks } from '../clocks/case-clocks.ts';
import { isOpen, nextOpening } from '../clocks/office-hours.ts';
import { allAgents, isOnDuty } from '../desk/agents.ts';
import { deskCustomer } from '../desk/customers.ts';
import { announce } from '../desk/desk-events.ts';
import { readDeskSettings } from '../desk/settings.ts';
import type { HandoffEffect, Telling } from '../effect.ts';
import { changeOwner, ownerOf } from '../ownership/change-owner.ts';
import { placeOf } from '../queue/places.ts';
import { tellWebhooks } from '../webhooks/tell-webhooks.ts';
import { type CaseReason, type CaseRow, openCaseOf, updateCase, withReason } from './case.ts';
import { noteEvent } from './case-events.ts';
import { priorityOf } from './priority.ts';
import { buildSummary } from './summary.ts';

export interface Need {
  conversation: ConversationId;
  reasons: readonly CaseReason[];
  skill: string | null;
  fastLane: boolean;
  /** What a guided dialogue has found out. */
  slots?: readonly { name: string; value: string }[];
  /** An agent's id, 'customer' or 'system'. */
  actor: string;
  now: number;
}

export interface Opened {
  case: CaseId;
  /** `callback`: the office is closed; the bot keeps the conversation and the case comes into the queue when it opens. */
  state: 'waiting' | 'callback' | 'already-open';
  effects: readonly HandoffEffect[];
}

/**
 * Brings a person in: the conversation goes into the queue with everything that is known, or, when nobody is there,
 * becomes a call-back at the next opening. A conversation whose case is open only gets one more reason.
 */
export async function openCase(tx: Tx, need: Need): Promise<Opened> {
  const { conversation, now } = need;
  const known = await openCaseOf(tx, conversation);
  if (known) return joinCase(tx, known, need);
  const settings = await readDeskSettings(tx);
  const open = isOpen(settings.hours, now);
  const opensAt = open ? null : nextOpening(settings.hours, now);
  if (!open) {
    const row = await insertCase(tx, need, { callbackAt: opensAt });
    const telling: Telling = opensAt === null ? { word: 'deskClosedUnknown' } : { word: 'deskClosed', opensAt };
    return { case: CaseId.parse(row.id), state: 'callback', effects: [tell(conversation, telling)] };
  }
  const id = CaseId.parse(uuidv7());
  if (!(await changeOwner(tx, conversation, { kinds: ['bot'] }, { kind: 'queue', caseId: id }))) {
    const other = await openCaseOf(tx, conversation);
    if (other) return joinCase(tx, other, need);
  }
  const row = await insertCase(tx, need, { id });
  const telling = await arrivalWords(tx, row, now);
  return {
    case: id,
    state: 'waiting',
    effects: [{ kind: 'withdraw', conversation }, tell(conversation, telling)],
  };
}

/** One more reason for a case that is open. A call-back that is asked for again while the office is open does not wait. */
async function joinCase(tx: Tx, known: CaseRow, need: Need): Promise<Opened> {
  const [first] = need.reasons;
  const row = await updateCase(tx, known.id, {
    reasons: first ? withReason(known, first) : known.reasons,
    fast_lane: need.fastLane ? 1 : known.fast_lane,
  });
  await announce(tx, { kind: 'conversation', conversation: need.conversation }, need.now);
  if (row.callback === 1 && row.state === 'snoozed') {
    const settings = await readDeskSettings(tx);
    if (isOpen(settings.hours, need.now)) {
      return { case: CaseId.parse(row.id), state: 'waiting', effects: await callBack(tx, row, need.now) };
    }
    const opensAt = nextOpening(settings.hours, need.now);
    const telling: Telling = opensAt === null ? { word: 'deskClosedUnknown' } : { word: 'deskClosed', opensAt };
    return { case: CaseId.parse(row.id), state: 'callback', effects: [tell(need.conversation, telling)] };
  }
  return { case: CaseId.parse(row.id), state: 'already-open', effects: [] };
}

/** The office has opened: a call-back becomes a waiting case. */
export async function callBack(tx: Tx, row: CaseRow, now: number): Promise<readonly HandoffEffect[]> {
  const conversation = row.conversation_id as ConversationId;
  const to = { kind: 'queue', caseId: CaseId.parse(row.id) } as const;
  if (!(await changeOwner(tx, conversation, { kinds: ['bot'] }, to))) return [];
  const settings = await readDeskSettings(tx);
  const awake: CaseRow = {
    ...row,
    ...openingClocks(settings, now),
    state: 'waiting',
    callback: 0,
    snoozed_until: null,
    queued_at: now,
    waiting_since: now,
  };
  const { id, ...change } = { ...awake, look_at: lookAt(settings, awake) };
  await updateCase(tx, id, change);
  await noteEvent(tx, { case: id, conversation, kind: 'woken', actor: 'system' }, now);
  await announce(tx, { kind: 'queue', conversation, alert: true }, now);
  return [{ kind: 'withdraw', conversation }, tell(conversation, { word: 'callbackNow' })];
}

/** Writes the row; it waits in the queue, sleeps until the office opens, or is held at once. */
export async function insertCase(
  tx: Tx,
  need: Need,
  how: { id?: CaseId; callbackAt?: number | null; heldBy?: string },
): Promise<CaseRow> {
  const { conversation, now } = need;
  const owned = await ownerOf(tx, conversation);
  const customer = CustomerId.parse(owned?.customer ?? '-');
  const settings = await readDeskSettings(tx);
  const { tier } = await deskCustomer(tx, customer);
  const mood = await lastMood(tx, conversation);
  const grade = await openComplaintGrade(tx, customer);
  const callback = how.callbackAt !== undefined;
  const reasons = grade === null ? need.reasons : [...need.reasons, 'complaint' as const];
  const row: CaseRow = {
    id: how.id ?? uuidv7(),
    conversation_id: conversation,
    customer_id: customer,
    state: callback ? 'snoozed' : how.heldBy === undefined ? 'waiting' : 'held',
    reasons: JSON.stringify(callback ? [...new Set([...reasons, 'message-left'])] : [...new Set(reasons)]),
    priority: priorityOf({ tier, moodScore: mood.score, reasons, complaintGrade: grade, clock: 0 }),
    tier,
    mood_score: mood.score,
    mood_level: mood.level,
    skill: need.skill,
    fast_lane: need.fastLane ? 1 : 0,
    callback: callback ? 1 : 0,
    locale: owned?.locale ?? 'en',
    channel: owned?.channel ?? '',
    agent_id: how.heldBy ?? null,
    summary: JSON.stringify(await buildSummary(tx, conversation, customer, need.slots ?? [])),
    opened_at: now,
    queued_at: now,
    held_since: how.heldBy === undefined ? null : now,
    waiting_since: callback ? null : now,
    first_due: null,
    first_state: 0,
    next_due: null,
    next_state: 0,
    resolution_due: null,
    resolution_state: 0,
    first_responded_at: null,
    silent_due: null,
    snoozed_until: how.callbackAt ?? null,
    look_at: null,
    told_place: null,
    told_at: null,
    disposition: null,
    resolved_at: null,
    resolved_by: null,
    ...(callback ? {} : openingClocks(settings, now)),
  };
  row.look_at = lookAt(settings, row);
  await tx.insertInto('cases').values(row).execute();
  await noteEvent(
    tx,
    { case: row.id, conversation, kind: 'opened', actor: need.actor, detail: need.reasons.join(',') },
    now,
  );
  await announce(tx, { kind: 'queue', conversation, alert: row.state === 'waiting' }, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  await tellWebhooks(
    tx,
    'case.opened',
    { case: row.id, conversation, customer, reasons: need.reasons, priority: row.priority },
    now,
  );
  return row;
}

/** What the customer hears when their case comes into the queue; also the first "told" of their place. */
async function arrivalWords(tx: Tx, row: CaseRow, now: number): Promise<Telling> {
  const onDuty = (await allAgents(tx)).filter((agent) => isOnDuty(agent, now)).length;
  if (onDuty === 0) return { word: 'queuedNobodyThere' };
  const { place, minutes } = await placeOf(tx, row, now);
  await updateCase(tx, row.id, { told_place: place, told_at: now });
  return place <= 1 ? { word: 'queuedFirst' } : { word: 'queued', place, minutes };
}

function tell(conversation: ConversationId, telling: Telling): HandoffEffect {
  return { kind: 'tell', conversation, telling, fenced: true };
}

async function lastMood(tx: Tx, conversation: string): Promise<{ score: number; level: string }> {
  const row = await tx
    .selectFrom('moods')
    .select(['score', 'level'])
    .where('conversation_id', '=', conversation)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { score: 0, level: 'calm' };
}

async function openComplaintGrade(tx: Tx, customer: string): Promise<'ordinary' | 'hot' | 'crisis' | null> {
  const rows = await tx
    .selectFrom('complaints')
    .select('grade')
    .where('customer_id', '=', customer)
    .where('state', 'in', ['open', 'responded', 'reopened'])
    .execute();
  const grades = rows.map((row) => row.grade);
  return (['crisis', 'hot', 'ordinary'] as const).find((grade) => grades.includes(grade)) ?? null;
}
