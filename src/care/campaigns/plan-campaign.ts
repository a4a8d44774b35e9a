import { hash } from 'node:crypto';
import type { Clock, CustomerId } from '../../core/index.ts';
import { type Planned, refuseMembers, streamTarget } from '../audience/check-audience.ts';
import { assignArm } from '../experiment/assign.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { planEntries } from '../ledger/plan-entries.ts';
import { batchOf, type Campaign } from './campaign.ts';
import type { CampaignDeskParts } from './campaign-desk.ts';
import type { Message } from './content.ts';

/** People in one transaction: a few milliseconds of reading, and a few of writing. */
const SLICE = 100;
/** Nobody waits for a plan, and everybody for an answer: it rests for so many times as long as it has worked. */
const RESTS = 9;
const LONGEST_REST_MS = 200;
/** Slices of one round; the rest goes on in the next, so that other campaigns have their turn. */
const SLICES_PER_ROUND = 100;

/**
 * Takes the plan of a campaign further: each who is meant gets a row in the ledger (planned, held out, or refused with the
 * reason), together with the cursor behind them. Returns whether everybody has one. Safe to repeat and to interrupt.
 */
export async function planCampaign(
  parts: CampaignDeskParts & { clock: Clock },
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
      const began = parts.clock.now();
      if (!(await planSlice(parts, campaign, message, { slice, before: cursor, after: last }, now))) return 'more';
      cursor = last;
      slices += 1;
      if (slices >= SLICES_PER_ROUND) return 'more';
      const workedMs = Math.max(1, parts.clock.now() - began);
      await parts.clock.sleep(Math.min(workedMs * RESTS, LONGEST_REST_MS));
    }
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
  const meant = await refuseMembers(parts, message.target, slice, intent, now);
  const entries = meant.map((one) =>
    entryOf(campaign, message, one, { startAt: campaign.scheduledAt ?? now, expiresAt }),
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
    await planEntries(tx, parts.storage.dialect, entries, now);
    return true;
  });
}

function entryOf(
  campaign: Campaign,
  message: Message,
  { customer, place, refusal }: Planned,
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
  if (refusal !== null) return { ...base, status: { kind: 'refused', why: refusal } };
  if (arm.kind === 'holdout') return { ...base, status: { kind: 'held-out' } };
  return base;
}

/** About one in fifty: enough for a canary of one in a hundred. */
function isEarly(source: string, customer: string): boolean {
  return hash('sha256', `early|${source}|${customer}`, 'buffer').readUInt16BE(0) < 65_536 / 50;
}
