import { sql } from 'kysely';
import {
  APPROVAL_ABOVE,
  batchOf,
  type Campaign,
  type CampaignResult,
  campaignById,
  campaignOf,
  judgeMembers,
  type Member,
  type Message,
  previewMessage,
  readContent,
  reportAudience,
  sampleReply,
  streamTarget,
} from '../../../care/index.ts';
import { type CustomerId, CustomerId as CustomerIdSchema } from '../../../core/index.ts';
import { announce, audit } from '../../../handoff/index.ts';
import type { CampaignContent, CampaignDetail, CampaignRefusal } from '../../contract/campaign.ts';
import type { CAMPAIGNS_API } from '../../contract/campaigns.ts';
import { namesOf } from '../case-brief.ts';
import { pageOf, readCursor, writeCursor } from '../cursor.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import type { careCalls } from './care-calls.ts';

/** The gate is asked about so many of an audience while somebody waits for the answer. */
const MOST_ASKED = 20_000;
/** People that are looked through for one page of those who are excluded. */
const MOST_SEARCHED = 5_000;
const SLICE = 500;

export const campaignCalls: Handlers<Exclude<keyof typeof CAMPAIGNS_API, keyof typeof careCalls>> = {
  async campaigns({ storage }, { query }) {
    const cursor = readCursor(query.cursor, 2);
    let rows = storage.db.selectFrom('care_campaigns').selectAll();
    if (cursor) rows = rows.where(sql<boolean>`(created_at, id) < (${cursor[0]}, ${cursor[1]})`);
    const found = await rows
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const page = pageOf(found, query.limit, (row) => [row.created_at, row.id]);
    const names = await namesOf(storage.db);
    return { items: page.rows.map((row) => cardOf(campaignOf(row), names)), next: page.next };
  },
  async campaign(parts, call) {
    return detailOf(parts, call, await campaignById(parts.storage.db, call.params['campaign'] ?? ''));
  },
  async createCampaign(parts, call) {
    const { title, content } = call.body;
    const campaign = await parts.care.campaigns.create(title, contentOf(content), wishOf(call));
    await after(parts, call, campaign.id, 'campaign.create');
    return detailOf(parts, call, campaign);
  },
  async editCampaign(parts, call) {
    const { title, content } = call.body;
    return outcome(parts, call, 'campaign.edit', (id) =>
      parts.care.campaigns.edit(id, title, contentOf(content), wishOf(call)),
    );
  },
  async checkAudience({ care }, { body, now }) {
    const checked = await care.campaigns.check(contentOf(body.content), now);
    if (checked.kind !== 'fine') return { kind: 'refused', refusal: refusalOf(checked) };
    const { message, count } = checked;
    const moment = { now, timeZone: care.audience.timeZone };
    const report = await reportAudience(care.audience, message.target, intentOf(message, now), moment, MOST_ASKED);
    return { kind: 'fine', count, needsApproval: count > APPROVAL_ABOVE, report };
  },
  async audienceMembers(parts, { body, now }) {
    const read = readContent(contentOf(body.content));
    if (read.kind === 'problems') return { items: [], next: null };
    const cursor = readCursor(body.cursor, 1);
    const found = await lookThrough(parts, read.message, body.only, String(cursor?.[0] ?? ''), body.limit, now);
    return { items: found.members.map(memberOf), next: found.next };
  },
  async previewCampaign({ care }, { body }) {
    const read = readContent(contentOf(body.content));
    return { items: read.kind === 'problems' ? [] : previewMessage(care.speech, care.channels, read.message) };
  },
  async testCampaign({ care }, { who, body }) {
    const read = readContent(contentOf(body.content));
    if (read.kind === 'problems') return { kind: 'refused', refusal: refusalOf(read) };
    const reply = sampleReply(care.speech, read.message, body.variant, body.locale);
    const { telegram } = who.agent;
    if (reply === null || telegram === null) return { kind: 'no-address' };
    return { kind: (await care.sendToColleague(telegram, reply)) ? 'sent' : 'no-address' };
  },
  submitCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.submit', (id) => parts.care.campaigns.submit(id, wishOf(call))),
  decideCampaign: (parts, call) =>
    outcome(parts, call, call.body.approve ? 'campaign.approve' : 'campaign.send-back', (id) =>
      parts.care.campaigns.decide(id, call.body.approve, call.body.revision, wishOf(call)),
    ),
  scheduleCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.schedule', (id) =>
      parts.care.campaigns.schedule(id, call.body.count, call.body.at ?? call.now, wishOf(call)),
    ),
  unscheduleCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.unschedule', (id) => parts.care.campaigns.unschedule(id, wishOf(call))),
  pauseCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.pause', (id) => parts.care.campaigns.pause(id, wishOf(call))),
  resumeCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.resume', (id) => parts.care.campaigns.resume(id, wishOf(call))),
  stopCampaign: (parts, call) =>
    outcome(parts, call, 'campaign.stop', (id) => parts.care.campaigns.stop(id, wishOf(call))),
  async campaignLedger({ storage }, { params, query }) {
    const source = batchOf({ id: params['campaign'] ?? '' });
    const cursor = readCursor(query.cursor, 1);
    let rows = storage.db
      .selectFrom('care_ledger')
      .innerJoin('customers', 'customers.id', 'care_ledger.customer_id')
      .leftJoin('conversations', 'conversations.id', 'care_ledger.conversation_id')
      .selectAll('care_ledger')
      .select(['customers.name', 'conversations.channel'])
      .where('source', '=', source);
    if (query.status !== undefined) rows = rows.where('status', '=', query.status);
    if (cursor) rows = rows.where('care_ledger.id', '>', Number(cursor[0]));
    const found = await rows
      .orderBy('care_ledger.id')
      .limit(query.limit + 1)
      .execute();
    const page = pageOf(found, query.limit, (row) => [row.id]);
    const items = page.rows.map((row) => ({
      customer: row.customer_id,
      name: row.name,
      channel: row.channel,
      variant: row.variant,
      status: row.status,
      why: row.why,
      detail: row.detail,
      dueAt: row.due_at,
      settledAt: row.settled_at,
      repliedAt: row.replied_at,
    }));
    return { items, next: page.next };
  },
  async campaignTasks({ storage }, { params }) {
    const rows = await storage.db
      .selectFrom('care_tasks')
      .leftJoin('care_task_receivers', 'care_task_receivers.task_id', 'care_tasks.id')
      .select(['id', 'sender', 'state', 'detail', 'created_at'])
      .select((row) => [
        row.fn.count<number>('ledger_id').as('receivers'),
        sql<number>`sum(case when care_task_receivers.status = 'sent' then 1 else 0 end)`.as('delivered'),
      ])
      .where('campaign_id', '=', params['campaign'] ?? '')
      .groupBy(['id', 'sender', 'state', 'detail', 'created_at'])
      .orderBy('id')
      .execute();
    return {
      items: rows.map(({ id, sender, state, detail, created_at, receivers, delivered }) => ({
        ...{ id, sender, state, detail, createdAt: created_at },
        ...{ receivers: Number(receivers), delivered: Number(delivered) },
      })),
    };
  },
};

type AnyCall = Pick<Call, 'who' | 'params' | 'now' | 'ip'>;

function wishOf({ who, now }: AnyCall) {
  return { actor: who.agent.id, now };
}

/** The contract parses by its own schema; both say the same, so only the brand of the channel's name is missing. */
function contentOf(content: CampaignContent): Campaign['content'] {
  return content as Campaign['content'];
}

function intentOf(message: Message, now: number) {
  return { topic: message.topic, channels: message.channels, batch: null, expiresAt: now + message.life };
}

function refusalOf(refusal: Exclude<CampaignResult, { kind: 'done' }>): CampaignRefusal {
  return refusal.kind === 'problems' ? { kind: 'problems', problems: [...refusal.problems] } : refusal;
}

async function outcome(
  parts: DeskParts,
  call: AnyCall,
  action: string,
  act: (id: string) => Promise<CampaignResult>,
): Promise<{ kind: 'done'; campaign: CampaignDetail } | { kind: 'refused'; refusal: CampaignRefusal }> {
  const id = call.params['campaign'] ?? '';
  const result = await act(id);
  if (result.kind !== 'done') return { kind: 'refused', refusal: refusalOf(result) };
  await after(parts, call, id, action);
  return { kind: 'done', campaign: await detailOf(parts, call, result.campaign) };
}

async function after(parts: DeskParts, call: AnyCall, campaign: string, action: string): Promise<void> {
  await parts.storage.transact(async (tx) => {
    await audit(tx, { actor: call.who.actor, action, object: `campaign:${campaign}`, ip: call.ip }, call.now);
    await announce(tx, { kind: 'campaign', campaign }, call.now);
  });
  parts.committed();
}

function cardOf(campaign: Campaign, names: ReadonlyMap<string, string>) {
  const { id, title, state, stateReason, createdBy, createdAt, scheduledAt, confirmedCount } = campaign;
  return {
    id,
    title,
    state,
    stateReason,
    createdBy: names.get(createdBy) ?? createdBy,
    createdAt,
    scheduledAt,
    confirmedCount,
  };
}

async function detailOf({ storage }: DeskParts, { who }: AnyCall, campaign: Campaign): Promise<CampaignDetail> {
  const names = await namesOf(storage.db);
  const named = (id: string | null) => (id === null ? null : (names.get(id) ?? id));
  const counts = await storage.db
    .selectFrom('care_ledger')
    .select(['status', 'why', (row) => row.fn.countAll<number>().as('count')])
    .where('source', '=', batchOf(campaign))
    .groupBy(['status', 'why'])
    .orderBy('status')
    .orderBy('why')
    .execute();
  const { content, revision, expiresAt, startedAt, endedAt } = campaign;
  return {
    ...cardOf(campaign, names),
    ...{ content, revision, expiresAt, startedAt, endedAt },
    approvedBy: named(campaign.approvedBy),
    confirmedBy: named(campaign.confirmedBy),
    counts: counts.map(({ status, why, count }) => ({ status, why, count: Number(count) })),
    mine: who.agent.id === campaign.createdBy || who.agent.id === campaign.editedBy,
  };
}

/** A page of those who are meant; looking for a rare verdict ends after a few thousand people and goes on there. */
async function lookThrough(
  { storage, care }: DeskParts,
  message: Message,
  only: 'all' | 'refuse' | 'pass',
  after: string,
  limit: number,
  now: number,
): Promise<{ members: Member[]; next: string | null }> {
  const moment = { now, timeZone: care.audience.timeZone };
  const members: Member[] = [];
  let searched = 0;
  let last: CustomerId | null = null;
  const cut = () => ({
    members,
    next: last === null ? null : writeCursor([last]),
  });
  for await (const page of streamTarget(storage, message.target, moment, after)) {
    for (let at = 0; at < page.length; at += SLICE) {
      const slice = page.slice(at, at + SLICE);
      for (const member of await judgeMembers(care.audience, message.target, slice, intentOf(message, now), now)) {
        if (members.length >= limit) return cut();
        last = CustomerIdSchema.parse(member.customer);
        searched += 1;
        if (only === 'all' || member.verdict.kind === only) members.push(member);
      }
      if (searched >= MOST_SEARCHED) return cut();
    }
  }
  return { members, next: null };
}

function memberOf({ customer, name, tier, place, verdict }: Member) {
  const reason = verdict.kind === 'pass' ? null : verdict.reason;
  return { customer, name, tier, channel: place?.channel ?? null, verdict: verdict.kind, reason };
}
