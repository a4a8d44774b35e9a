import { errorText } from '../../core/index.ts';
import type { CareTasksTable, Storage, Tx } from '../../storage/index.ts';
import { batchOf, campaignById } from '../campaigns/campaign.ts';
import { readContent } from '../campaigns/content.ts';
import { holdOf } from '../ledger/batches.ts';
import { composeReply, type Speech } from '../speech/compose-entry.ts';
import { type OpenTaskParts, openTask, settle } from './open-tasks.ts';
import type { TaskPlatform } from './task-platform.ts';

export interface TaskRunParts extends OpenTaskParts {
  speech: Speech;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Employees confirm in hours, not seconds. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS;
const TRY_AGAIN_MS = 2 * MINUTE_MS;
/** One a day, at most three: the platform allows three in 24 hours. */
const MOST_REMINDERS = 3;

/**
 * Takes tasks one step further: created, employees reminded, confirmed, delivered. A task is called sent only when the
 * platform says so of each receiver. Returns how many steps were made.
 */
export async function runTasks(parts: TaskRunParts, now: number): Promise<number> {
  let steps = 0;
  const campaigns = await parts.storage.db
    .selectFrom('care_campaigns')
    .select('id')
    .where('state', '=', 'running')
    .execute();
  // A platform that cannot be asked who owns a room is asked again in the next round.
  for (const campaign of campaigns) steps += await openTask(parts, campaign, now).catch(() => 0);
  const due = await parts.storage.db
    .selectFrom('care_tasks')
    .selectAll()
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(20)
    .execute();
  for (const task of due) {
    if (!(await take(parts.storage, task, now))) continue;
    await step(parts, task, now).catch((thrown: unknown) => put(parts.storage, task, thrown, now));
    steps += 1;
  }
  return steps;
}

/**
 * Of several processes one makes the step: the platform would take a second task of the same text, and the second
 * process took the first one's question, still under way, for one that was cut off.
 */
async function take({ transact }: Storage, task: CareTasksTable, now: number): Promise<boolean> {
  const taken = await transact((tx) =>
    tx
      .updateTable('care_tasks')
      .set({ look_at: now + LOOK_AGAIN_MS })
      .where('id', '=', task.id)
      .where('look_at', '=', task.look_at)
      .executeTakeFirst(),
  );
  return taken.numUpdatedRows === 1n;
}

async function step(parts: TaskRunParts, task: CareTasksTable, now: number): Promise<void> {
  const receivers = await receiversOf(parts.storage, task.id);
  const place = receivers[0];
  const platform = place ? parts.taskPlatformOf(place.channel, place.account) : null;
  if (!platform)
    return move(parts.storage, task, { look_at: now + DAY_MS, detail: 'its channel is not connected here' });
  if (task.state === 'new') return create(parts, task, platform, receivers, now);
  return follow(parts.storage, task, platform, receivers, now);
}

/** A platform that does not answer keeps no other task waiting; whether it was asked for this one stands in `asked_at`. */
function put(storage: Storage, task: CareTasksTable, thrown: unknown, now: number): Promise<void> {
  return move(storage, task, { detail: errorText(thrown).slice(0, 500), look_at: now + TRY_AGAIN_MS });
}

type Receiver = Awaited<ReturnType<typeof receiversOf>>[number];

function receiversOf({ db }: Storage, task: string) {
  return db
    .selectFrom('care_task_receivers')
    .innerJoin('care_ledger', 'care_ledger.id', 'care_task_receivers.ledger_id')
    .innerJoin('conversations', 'conversations.id', 'care_ledger.conversation_id')
    .select(['care_ledger.id', 'care_ledger.expires_at', 'care_ledger.variant', 'care_task_receivers.status'])
    .select(['conversations.peer', 'conversations.channel', 'conversations.account', 'conversations.is_group'])
    .where('care_task_receivers.task_id', '=', task)
    .execute();
}

async function create(
  parts: TaskRunParts,
  task: CareTasksTable,
  platform: TaskPlatform,
  receivers: readonly Receiver[],
  now: number,
): Promise<void> {
  const { storage } = parts;
  const ids = receivers.map(({ id }) => id);
  // The process ended while the platform was being asked: nobody knows, so nobody is asked again.
  if (task.asked_at !== null) return end(storage, task, 'unsure', { ids, status: 'unsure', why: 'unsure' }, now);
  const hold = await holdOf(storage.db, batchOf({ id: task.campaign_id }));
  if (hold === 'stopped') return end(storage, task, 'expired', { ids, status: 'stopped', why: 'stopped' }, now);
  if (hold === 'paused') return move(storage, task, { look_at: now + 5_000 });
  const text = await textOf(parts, task);
  if (text === null) return end(storage, task, 'failed', { ids, status: 'failed', why: 'no-value' }, now);
  await move(storage, task, { asked_at: now });
  const peers = receivers.map(({ peer }) => peer);
  const proposed = await platform.propose(
    receivers[0]?.is_group === 1
      ? { kind: 'rooms', sender: task.sender, receivers: peers, text }
      : { kind: 'customers', receivers: peers, text },
  );
  switch (proposed.kind) {
    case 'created': {
      const failed = receivers.filter(({ peer }) => proposed.failed.includes(peer)).map(({ id }) => id);
      await storage.transact(async (tx) => {
        await mark(tx, failed, 'not-friend', now);
        await settle(tx, failed, 'failed', 'not-friend', now);
        await tx
          .updateTable('care_tasks')
          .set({ state: 'created', message_id: proposed.messageId, look_at: now + LOOK_AGAIN_MS })
          .where('id', '=', task.id)
          .execute();
      });
      return;
    }
    case 'later':
      return move(storage, task, { asked_at: null, detail: proposed.detail, look_at: now + TRY_AGAIN_MS });
    case 'refused':
      return end(
        storage,
        { ...task, detail: proposed.detail },
        'failed',
        { ids, status: 'failed', why: 'refused' },
        now,
      );
    case 'unsure':
      return end(
        storage,
        { ...task, detail: proposed.detail },
        'unsure',
        { ids, status: 'unsure', why: 'unsure' },
        now,
      );
    default:
      proposed satisfies never;
  }
}

/** Reads who has confirmed and what arrived; reminds, and gives up when the message's time is over. */
async function follow(
  storage: Storage,
  task: CareTasksTable,
  platform: TaskPlatform,
  receivers: readonly Receiver[],
  now: number,
): Promise<void> {
  const messageId = task.message_id ?? '';
  const employees = await platform.employees(messageId);
  const waiting = new Map(receivers.filter(({ status }) => status === 'waiting').map((each) => [each.peer, each.id]));
  for (const { employee } of employees.filter(({ confirmed }) => confirmed)) {
    const results = await platform.results(messageId, employee);
    const ofStatus = (status: string) =>
      results.filter((each) => each.status === status).flatMap(({ receiver }) => waiting.get(receiver) ?? []);
    await storage.transact(async (tx) => {
      await mark(tx, ofStatus('sent'), 'sent', now);
      await settle(tx, ofStatus('sent'), 'sent', null, now);
      for (const why of ['not-friend', 'over-quota'] as const) {
        await mark(tx, ofStatus(why), why, now);
        await settle(tx, ofStatus(why), 'failed', why, now);
      }
    });
    for (const { receiver, status } of results) if (status !== 'waiting') waiting.delete(receiver);
  }
  const senders = employees
    .map(({ employee }) => employee)
    .join(', ')
    .slice(0, 200);
  const all = employees.length > 0 && employees.every(({ confirmed }) => confirmed);
  const left = [...waiting.values()];
  if (left.length === 0)
    return move(storage, task, {
      state: 'delivered',
      sender: senders,
      settled_at: now,
      confirmed_at: task.confirmed_at ?? now,
      look_at: null,
    });
  if (receivers.every(({ expires_at }) => expires_at <= now))
    return end(
      storage,
      { ...task, sender: senders },
      'expired',
      { ids: left, status: 'expired', why: 'not-confirmed' },
      now,
    );
  if (all)
    return move(storage, task, {
      state: 'confirmed',
      sender: senders,
      confirmed_at: task.confirmed_at ?? now,
      look_at: now + LOOK_AGAIN_MS,
    });
  const since = task.reminded_at ?? task.created_at;
  if (task.reminders < MOST_REMINDERS && now - since >= DAY_MS) {
    await platform.remind(messageId);
    return move(storage, task, {
      state: 'reminded',
      sender: senders,
      reminders: task.reminders + 1,
      reminded_at: now,
      look_at: now + LOOK_AGAIN_MS,
    });
  }
  return move(storage, task, { sender: senders, look_at: now + LOOK_AGAIN_MS });
}

/** A task has one text for all its receivers: what is personal stands as its fallback. */
async function textOf({ storage, speech }: TaskRunParts, task: CareTasksTable): Promise<string | null> {
  const { content } = await campaignById(storage.db, task.campaign_id);
  const read = readContent(content);
  if (read.kind === 'problems') return null;
  const values = { shop: speech.shopName('zh-CN'), name: null, tier: null };
  const reply = composeReply(speech, read.message, null, 'zh-CN', values);
  return reply?.kind === 'text' ? reply.markdown : reply?.kind === 'choices' ? reply.prompt : null;
}

async function mark(
  tx: Tx,
  ids: readonly number[],
  status: 'sent' | 'not-friend' | 'over-quota' | 'failed',
  at: number,
): Promise<void> {
  if (ids.length > 0)
    await tx
      .updateTable('care_task_receivers')
      .set({ status, at })
      .where('ledger_id', 'in', [...ids])
      .execute();
}

async function move(storage: Storage, task: Pick<CareTasksTable, 'id'>, set: Partial<CareTasksTable>): Promise<void> {
  await storage.transact((tx) => tx.updateTable('care_tasks').set(set).where('id', '=', task.id).execute());
}

async function end(
  storage: Storage,
  { id, detail, sender }: CareTasksTable,
  state: 'unsure' | 'failed' | 'expired',
  entries: { ids: readonly number[]; status: 'unsure' | 'failed' | 'expired' | 'stopped'; why: string },
  now: number,
): Promise<void> {
  await storage.transact(async (tx) => {
    await settle(tx, entries.ids, entries.status, entries.why, now);
    await mark(tx, entries.ids, 'failed', now);
    await tx
      .updateTable('care_tasks')
      .set({ state, detail, sender, settled_at: now, look_at: null })
      .where('id', '=', id)
      .execute();
  });
}
