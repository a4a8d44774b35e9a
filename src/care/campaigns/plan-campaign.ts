import { createHash } from 'node:crypto';
import type { CustomerId } from '../../core/index.ts';
import { judgeMembers, type Member, streamTarget } from '../audience/check-audience.ts';
import { assignArm } from '../experiment/assign.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { planEntries } from '../ledger/plan-entries.ts';
import { batchOf, type Campaign } from './campaign.ts';
import type { CampaignDeskParts } from './campaign-desk.ts';
import type { Message } from './content.ts';

/** People in one transaction. */
const SLICE = 500;
/** Slices of one round; the rest goes on in the next, so that no round keeps others waiting. */
const SLICES_PER_ROUND = 40;

/**
 * Takes the plan of a campaign further: each who is meant gets a row in the ledger (planned, held out, or refused with the
 * reason), together with the cursor behind them. Returns whether everybody has one. Safe to repeat and to interrupt.
 */
export async function planCampaign(
  parts: CampaignDeskParts,
  campaign: Campaign & { cursor: string },
  message: Message,
  now: number,
): Promise<'done' | 'more'> {
  const moment = { now, timeZone: parts.timeZone };
  let cursor = campaign.cursor;
  let slices = 0;
  for await (const page of streamTarget(parts.storage, message.target, moment, cursor)) {
    for (let at = 0; at < page.length; at += SLICE) {
      const slice = page.slice(at, at + SLICE);
      const last = slice.at(-1);
      if (last === undefined) continue;
      if (!(await planSlice(parts, campaign, message, { slice, before: cursor, after: last }, now))) return 'more';
      cursor = last;
      slices += 1;
    }
    if (slices >= SLICES_PER_ROUND) return 'more';
  }
  const ended = await parts.storage.transact((tx) =>
    tx
      .updateTable('care_campaigns')
      .set({ cursor: null, state: 'running', state_reason: message.canary ? 'canary' : null, look_at: now + 1_000 })
      .where('id', '=', campaign.id)
      .where('state', '=', 'planning')
      .where('cursor', '=', cursor)
      .executeTakeFirst(),
  );
  return ended.numUpdatedRows === 1n ? 'done' : 'more';
}

/** False when the campaign was paused, stopped, or taken further by another process meanwhile. */
async function planSlice(
  parts: CampaignDeskParts,
  campaign: Campaign,
  message: Message,
  { slice, before, after }: { slice: readonly CustomerId[]; before: string; after: string },
  now: number,
): Promise<boolean> {
  const expiresAt = campaign.expiresAt ?? now + message.life;
  const intent = { topic: message.topic, channels: message.channels, batch: null, expiresAt };
  const members = await judgeMembers(parts, message.target, slice, intent, now);
  const entries = members.map((member) =>
    entryOf(campaign, message, member, { startAt: campaign.scheduledAt ?? now, expiresAt }),
  );
  return parts.storage.transact(async (tx) => {
    const moved = await tx
      .updateTable('care_campaigns')
      .set((row) => ({ cursor: after, planned: row('planned', '+', entries.length) }))
      .where('id', '=', campaign.id)
      .where('state', '=', 'planning')
      .where('cursor', '=', before)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return false;
    await planEntries(tx, entries, now);
    return true;
  });
}

function entryOf(
  campaign: Campaign,
  message: Message,
  { customer, place, verdict }: Member,
  { startAt, expiresAt }: { startAt: number; expiresAt: number },
): NewEntry {
  const source = batchOf(campaign);
  const arm = assignArm(source, customer, message);
  const base = {
    occasion: source,
    source,
    batch: source,
    kind: 'care' as const,
    topic: message.topic,
    customer,
    conversation: place?.conversation ?? null,
    variant: arm.kind === 'variant' ? arm.name : null,
    via: place?.via ?? ('outbox' as const),
    // Whoever is asked first is drawn by lot, not by the age of their account.
    dueAt: place?.waitsForVisit ? expiresAt : startAt + (isEarly(source, customer) ? 0 : 1),
    expiresAt,
  };
  if (verdict.kind === 'refuse') return { ...base, status: { kind: 'refused', why: verdict.reason } };
  if (arm.kind === 'holdout') return { ...base, status: { kind: 'held-out' } };
  return base;
}

/** About one in fifty: enough for a canary of one in a hundred. */
function isEarly(source: string, customer: string): boolean {
  return createHash('sha256').update(`early|${source}|${customer}`).digest().readUInt16BE(0) < 65_536 / 50;
}
