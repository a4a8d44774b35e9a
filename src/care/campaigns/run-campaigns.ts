import type { Clock } from '../../core/index.ts';
import { refreshFigures } from '../../customers/index.ts';
import type { CareCampaignsTable, Storage } from '../../storage/index.ts';
import { countTarget } from '../audience/check-audience.ts';
import { pauseBatch } from '../ledger/batches.ts';
import { type QueueParts, type QueueReport, queuePlanned, type SayFirst } from '../ledger/queue-planned.ts';
import { composeEntry, type Speech } from '../speech/compose-entry.ts';
import { batchOf, type Campaign, campaignOf } from './campaign.ts';
import type { CampaignDeskParts } from './campaign-desk.ts';
import { type Message, readContent } from './content.ts';
import { planCampaign } from './plan-campaign.ts';

export interface CampaignRunParts extends CampaignDeskParts {
  clock: Clock;
  sayFirst: SayFirst;
  speech: Speech;
  /** Something of this campaign changed: consoles read it again. */
  changed: (campaign: string) => Promise<void>;
}

/** Sends on their way through the outbox; more would only make a pause slower. */
const MOST_QUEUED = 200;
const ROUND_MS = 1_000;
/** Nothing is due, and nothing on its way. */
const IDLE_MS = 60_000;
/** A step takes less. Who was to make it and ended is followed by another process after this. */
export const STEP_MS = 5_000;
const SMALLEST_WITH_CANARY = 100;
/** An audience may grow a little between the typed number and the start. */
const GROWTH = { share: 0.1, people: 10 };

/** Takes every campaign that is due one step further. Returns how many messages were queued. */
export async function runCampaigns(parts: CampaignRunParts, now: number): Promise<number> {
  const rows = await parts.storage.db
    .selectFrom('care_campaigns')
    .selectAll()
    .where('look_at', 'is not', null)
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .limit(50)
    .execute();
  let queued = 0;
  for (const row of rows) {
    if (!(await take(parts.storage, row, now))) continue;
    const sent = await step(parts, row, now);
    queued += sent.queued;
    if (sent.changed) await parts.changed(row.id);
  }
  return queued;
}

/**
 * Of several processes one makes the step: two would both send the whole canary, and each a full throttle. A step that
 * throws is made again after the same while, so that the others go on meanwhile.
 */
async function take({ transact }: Storage, row: CareCampaignsTable, now: number): Promise<boolean> {
  // Planning is safe by its cursor, and each of its steps is followed by the next.
  if (row.state === 'planning') return true;
  const taken = await transact((tx) =>
    tx
      .updateTable('care_campaigns')
      .set({ look_at: now + STEP_MS })
      .where('id', '=', row.id)
      .where('state', '=', row.state)
      .where('look_at', '=', row.look_at)
      .executeTakeFirst(),
  );
  return taken.numUpdatedRows === 1n;
}

interface Step {
  queued: number;
  changed: boolean;
}

const NOTHING: Step = { queued: 0, changed: false };
const CHANGED: Step = { queued: 0, changed: true };

async function step(parts: CampaignRunParts, row: CareCampaignsTable, now: number): Promise<Step> {
  const campaign = campaignOf(row);
  const read = readContent(campaign.content);
  if (read.kind === 'problems') return end(parts, row, { state: 'stopped', state_reason: 'broken' }, now);
  const { message } = read;
  switch (row.state) {
    case 'scheduled':
      return begin(parts, campaign, message, now);
    case 'planning': {
      await planCampaign(parts, { ...campaign, cursor: row.cursor ?? '' }, message, now);
      return CHANGED;
    }
    case 'running':
    case 'paused':
      return letGo(parts, row, campaign, message, now);
    case 'draft':
    case 'submitted':
    case 'approved':
    case 'stopped':
    case 'done':
      return move(parts, row, { look_at: null }).then(() => NOTHING);
    default:
      return row.state satisfies never;
  }
}

/** Counts once more: an audience that has become another one since the number was typed is not written to. */
async function begin(parts: CampaignRunParts, campaign: Campaign, message: Message, now: number): Promise<Step> {
  const row = { id: campaign.id, state: 'scheduled' as const };
  if (campaign.expiresAt !== null && campaign.expiresAt <= now)
    return end(parts, row, { state: 'done', state_reason: 'expired' }, now);
  await refreshFigures(parts.storage, now);
  const { count } = await countTarget(parts.storage, message.target, { now, timeZone: parts.timeZone });
  if (count === 0) return end(parts, row, { state: 'stopped', state_reason: 'empty-audience' }, now);
  const confirmed = campaign.confirmedCount ?? 0;
  if (count > confirmed * (1 + GROWTH.share) + GROWTH.people)
    return move(parts, row, {
      ...{ state: 'draft', state_reason: 'audience-grew', approved_by: null, confirmed_by: null },
      ...{ confirmed_count: null, scheduled_at: null, look_at: null, updated_at: now },
    });
  return move(parts, row, {
    state: 'planning',
    state_reason: null,
    cursor: '',
    started_at: now,
    look_at: now,
    updated_at: now,
  });
}

/** Queues as many as throttle, canary and the outbox allow; ends or pauses the campaign when its time has come. */
async function letGo(
  parts: CampaignRunParts,
  row: CareCampaignsTable,
  campaign: Campaign,
  message: Message,
  now: number,
): Promise<Step> {
  const source = batchOf(campaign);
  const isOver = campaign.expiresAt !== null && campaign.expiresAt <= now;
  if (row.state === 'paused' && !isOver) return move(parts, row, { look_at: campaign.expiresAt });
  const figures = await figuresOf(parts.storage, source);
  if (figures.nextDue === null && figures.queued === 0 && !figures.tasks)
    return end(parts, row, { state: 'done', state_reason: isOver ? 'expired' : row.state_reason }, now);
  const wanted = row.state_reason === 'canary' && !isOver ? await canaryOf(parts.storage, source) : null;
  const canary = wanted === null || wanted.size === 0 || figures.nextDue === null ? null : wanted;
  if (canary !== null && canary.gone >= canary.size)
    return figures.queued === 0
      ? pauseCanary(parts, row, now)
      : move(parts, row, { look_at: now + ROUND_MS }).then(() => NOTHING);
  const sinceMs = Math.min(5_000, Math.max(ROUND_MS, now - (row.look_at ?? now) + ROUND_MS));
  const perRound = isOver ? MOST_QUEUED : Math.ceil((message.perMinute * sinceMs) / 60_000);
  const rest = canary === null ? perRound : canary.size - canary.gone;
  const limit = Math.max(0, Math.min(perRound, MOST_QUEUED - figures.queued, rest));
  const report = limit === 0 ? NONE : await queuePlanned(queueParts(parts, message), source, limit, now);
  const isBusy = figures.queued > 0 || (figures.nextDue !== null && figures.nextDue <= now);
  const next = isBusy ? now + ROUND_MS : Math.min(figures.nextDue ?? now + IDLE_MS, now + IDLE_MS);
  await parts.storage.transact((tx) =>
    tx
      .updateTable('care_campaigns')
      .set((each) => ({
        released: each('released', '+', report.queued),
        look_at: next,
        state_reason: wanted !== null && canary === null ? 'canary-seen' : row.state_reason,
      }))
      .where('id', '=', row.id)
      .where('state', '=', row.state)
      .execute(),
  );
  return { queued: report.queued, changed: isBusy || report.queued + report.refused > 0 };
}

const NONE: QueueReport = { queued: 0, waiting: 0, refused: 0 };

function queueParts(parts: CampaignRunParts, message: Message): QueueParts {
  const { storage, gate, sayFirst, speech } = parts;
  return { storage, gate, sayFirst, compose: (tx, entry) => composeEntry(tx, speech, entry, message, null) };
}

/** The first ones are out and settled: the rest waits until somebody has looked at what became of them. */
function pauseCanary(parts: CampaignRunParts, row: CareCampaignsTable, now: number): Promise<Step> {
  return parts.storage.transact(async (tx) => {
    const moved = await tx
      .updateTable('care_campaigns')
      .set({ state: 'paused', state_reason: 'canary-done', look_at: row.expires_at, updated_at: now })
      .where('id', '=', row.id)
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return NOTHING;
    await pauseBatch(tx, batchOf(row), 'system', now);
    return CHANGED;
  });
}

/** One in a hundred; a campaign that small that this is nobody in particular has no canary. */
export function canarySize(meant: number): number {
  return meant < SMALLEST_WITH_CANARY ? 0 : Math.ceil(meant / 100);
}

/** From the ledger and not from a counter: a crash between two transactions must not let more go. */
async function canaryOf({ db }: Storage, source: string): Promise<{ size: number; gone: number }> {
  const rows = await db
    .selectFrom('care_ledger')
    .select(['status', (each) => each.fn.countAll<number>().as('count')])
    .where('source', '=', source)
    .groupBy('status')
    .execute();
  const sum = (wanted: (status: string) => boolean) =>
    rows.reduce((total, row) => total + (wanted(row.status) ? Number(row.count) : 0), 0);
  return {
    size: canarySize(sum((status) => status !== 'refused' && status !== 'held-out')),
    gone: sum((status) => status === 'queued' || status === 'sent' || status === 'unsure' || status === 'failed'),
  };
}

interface Figures {
  /** When the next planned one is to be looked at; null: none is planned. */
  nextDue: number | null;
  /** On their way through the outbox. */
  queued: number;
  /** Some wait for a colleague's confirmation. */
  tasks: boolean;
}

/** Asked every second: each of these is a look into an index, however many recipients there are. */
async function figuresOf({ db }: Storage, source: string): Promise<Figures> {
  const planned = db.selectFrom('care_ledger').where('source', '=', source).where('status', '=', 'planned');
  const next = await planned
    .select('due_at')
    .where('via', '=', 'outbox')
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const queued = await db
    .selectFrom('care_ledger')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('source', '=', source)
    .where('status', '=', 'queued')
    .where('via', '=', 'outbox')
    .executeTakeFirstOrThrow();
  const ofTasks = db.selectFrom('care_ledger').select('id').where('source', '=', source).where('via', '=', 'task');
  const task = next
    ? undefined
    : ((await ofTasks.where('status', '=', 'planned').limit(1).executeTakeFirst()) ??
      (await ofTasks.where('status', '=', 'queued').limit(1).executeTakeFirst()));
  return { nextDue: next?.due_at ?? null, queued: Number(queued.count), tasks: task !== undefined };
}

type Change = Partial<CareCampaignsTable>;

async function move(
  parts: CampaignRunParts,
  row: Pick<CareCampaignsTable, 'id' | 'state'>,
  change: Change,
): Promise<Step> {
  await parts.storage.transact((tx) =>
    tx.updateTable('care_campaigns').set(change).where('id', '=', row.id).where('state', '=', row.state).execute(),
  );
  return CHANGED;
}

function end(
  parts: CampaignRunParts,
  row: Pick<CareCampaignsTable, 'id' | 'state'>,
  change: Change,
  now: number,
): Promise<Step> {
  return move(parts, row, { ...change, ended_at: now, look_at: null, updated_at: now });
}
