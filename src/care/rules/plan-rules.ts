import { eachInTurn } from '../../core/index.ts';
import { amongSegment, refreshFigures } from '../../customers/index.ts';
import type { CareRunsTable, Storage } from '../../storage/index.ts';
import { type ChosenPlace, choosePlaces } from '../audience/choose-places.ts';
import { livingIn, timeZonesOf } from '../audience/zones.ts';
import { assignArm } from '../experiment/assign.ts';
import type { Gate } from '../gate/gate.ts';
import type { AbilitiesOf } from '../gate/standing.ts';
import type { Ask } from '../gate/verdict.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { planEntries } from '../ledger/plan-entries.ts';
import { type Candidate, candidatesOf, type Slot } from './candidates.ts';
import type { Rule } from './compile-rule.ts';
import type { RuleLibrary } from './library.ts';
import { dueHours, dueSlots, EVERYWHERE } from './slots.ts';

export interface RulePlanParts {
  storage: Storage;
  gate: Gate;
  abilitiesOf: AbilitiesOf;
  library: RuleLibrary;
  /** The shop's, for customers who have told none. */
  timeZone: string;
}

/** Pages of one round; the rest goes on in the next, so that no round keeps others waiting. */
const PAGES_PER_ROUND = 20;
/** People in one transaction. */
const SLICE = 500;

/**
 * Plans every rule whose time has come: opens the runs that are due, then takes each a few pages further. A run is a row
 * with a cursor, an entry of the ledger is unique by occasion and customer: neither a crash, a second process nor a clock
 * that jumps plans anything twice. Returns how many entries are new.
 */
export async function planRules(parts: RulePlanParts, now: number): Promise<number> {
  const zones = await timeZonesOf(parts.storage.db, parts.timeZone);
  const rules = parts.library.rules().filter((rule) => rule.enabled);
  const opened = await openRuns(parts.storage, rules, zones, now);
  if (opened > 0) await refreshFigures(parts.storage, now);
  let planned = 0;
  await eachInTurn(await openOnes(parts.storage), async (run) => {
    const rule = parts.library.rule(run.rule);
    if (!rule?.enabled || run.expires_at <= now) await closeRun(parts.storage, run, now);
    else planned += await takeFurther(parts, rule, run, zones, now);
  });
  return planned;
}

async function openRuns(
  storage: Storage,
  rules: readonly Rule[],
  zones: readonly string[],
  now: number,
): Promise<number> {
  const wanted = rules.flatMap((rule) =>
    [...dueHours(rule, now), ...zones.flatMap((zone) => dueSlots(rule, zone, now))].map((slot) => ({ rule, slot })),
  );
  if (wanted.length === 0) return 0;
  const earliest = Math.min(...wanted.map(({ slot }) => slot.dueAt));
  const known = await storage.db
    .selectFrom('care_runs')
    .select(['rule', 'slot', 'zone'])
    .where('expires_at', '>', earliest)
    .execute();
  const keys = new Set(known.map((row) => `${row.rule} ${row.slot} ${row.zone}`));
  const fresh = wanted.filter(({ rule, slot }) => !keys.has(`${rule.rule} ${slot.name} ${slot.zone}`));
  if (fresh.length === 0) return 0;
  await storage.transact((tx) =>
    tx
      .insertInto('care_runs')
      .values(
        fresh.map(({ rule, slot }) => ({
          rule: rule.rule,
          slot: slot.name,
          zone: slot.zone,
          day: slot.day.toString(),
          due_at: slot.dueAt,
          expires_at: slot.expiresAt,
          cursor: '',
          planned: 0,
          done_at: null,
        })),
      )
      .onConflict((conflict) => conflict.columns(['rule', 'slot', 'zone']).doNothing())
      .execute(),
  );
  return fresh.length;
}

function openOnes(storage: Storage): Promise<CareRunsTable[]> {
  return storage.db
    .selectFrom('care_runs')
    .selectAll()
    .where('done_at', 'is', null)
    .orderBy('due_at')
    .limit(100)
    .execute();
}

async function closeRun(storage: Storage, run: CareRunsTable, now: number): Promise<void> {
  await storage.transact((tx) =>
    whereRun(tx.updateTable('care_runs').set({ done_at: now, cursor: '' }), run).execute(),
  );
}

async function takeFurther(
  parts: RulePlanParts,
  rule: Rule,
  run: CareRunsTable,
  zones: readonly string[],
  now: number,
): Promise<number> {
  let planned = 0;
  let cursor = run.cursor;
  for (let page = 0; page < PAGES_PER_ROUND; page += 1) {
    const step = await planPage(parts, rule, { ...run, cursor }, zones, now);
    if (step === null) return planned; // another process is at it
    planned += step.planned;
    if (step.next === null) return planned;
    cursor = step.next;
  }
  return planned;
}

/** One page in slices: whoever is meant, with what the gate says of them, and the cursor behind them, in one transaction. */
async function planPage(
  parts: RulePlanParts,
  rule: Rule,
  run: CareRunsTable,
  zones: readonly string[],
  now: number,
): Promise<{ planned: number; next: string | null } | null> {
  const { meant, next } = await meantBy(parts, rule, slotOf(run), run.cursor, zones, now);
  let planned = 0;
  let from = run.cursor;
  for (let at = 0; at === 0 || at < meant.length; at += SLICE) {
    const slice = meant.slice(at, at + SLICE);
    const isLast = at + SLICE >= meant.length;
    const cursor = isLast ? next : (slice.at(-1)?.place ?? next);
    const entries = await entriesOf(parts, rule, slice, { dueAt: run.due_at, expiresAt: run.expires_at }, now);
    const before = from;
    const added = await parts.storage.transact(async (tx) => {
      const moved = await whereRun(
        tx.updateTable('care_runs').set((row) => ({
          cursor: cursor ?? '',
          done_at: cursor === null ? now : null,
          planned: row('planned', '+', entries.length),
        })),
        run,
      )
        .where('cursor', '=', before)
        .where('done_at', 'is', null)
        .executeTakeFirst();
      if (moved.numUpdatedRows === 0n) return null;
      return (await planEntries(tx, parts.storage.dialect, entries, now)).length;
    });
    if (added === null) return null;
    planned += added;
    from = cursor ?? '';
  }
  return { planned, next };
}

/** Candidates of a slot that are in the rule's audience, a page at a time. Reads only. */
export async function meantBy(
  parts: Pick<RulePlanParts, 'storage' | 'timeZone'>,
  rule: Rule,
  slot: Slot,
  cursor: string,
  zones: readonly string[],
  now: number,
): Promise<{ meant: readonly Candidate[]; next: string | null }> {
  const audience = slot.zone === EVERYWHERE ? rule.audience : livingIn(rule.audience, slot.zone, zones, parts.timeZone);
  const moment = { now, timeZone: slot.zone === EVERYWHERE ? parts.timeZone : slot.zone };
  const { candidates, next } = await candidatesOf({ storage: parts.storage, audience, moment }, rule, slot, cursor);
  const ids = [...new Set(candidates.map(({ customer }) => customer))];
  const inside = await amongSegment(parts.storage, audience, ids, moment);
  return { meant: candidates.filter(({ customer }) => inside.has(customer)), next };
}

async function entriesOf(
  parts: RulePlanParts,
  rule: Rule,
  meant: readonly Candidate[],
  times: { dueAt: number; expiresAt: number },
  now: number,
): Promise<NewEntry[]> {
  if (meant.length === 0) return [];
  const { db } = parts.storage;
  const places = await choosePlaces(
    db,
    meant.map(({ customer }) => customer),
    parts.abilitiesOf,
    rule.channels ?? [],
  );
  const capped = await overCap(parts.storage, rule, meant, now);
  const asks = meant.map(({ customer }) => askOf(rule, customer, places.get(customer), times.expiresAt));
  const verdicts = await parts.gate.ask(
    db,
    asks.filter((ask) => ask !== null),
    now,
  );
  const verdictOf = new Map(asks.filter((ask) => ask !== null).map((ask, index) => [ask.customer, verdicts[index]]));
  return meant.map(({ customer, about }): NewEntry => {
    const place = places.get(customer);
    const verdict = verdictOf.get(customer);
    const arm = assignArm(rule.rule, customer, rule);
    const base = {
      occasion: `rule:${rule.rule}:${about}`,
      source: `rule:${rule.rule}`,
      batch: null,
      kind: 'care' as const,
      topic: rule.topic,
      customer,
      conversation: place?.conversation ?? null,
      variant: arm.kind === 'variant' ? arm.name : null,
      via: place?.via ?? ('outbox' as const),
      dueAt: place?.waitsForVisit ? times.expiresAt : times.dueAt,
      expiresAt: times.expiresAt,
    };
    if (!place) return { ...base, status: { kind: 'refused', why: 'no-address' } };
    if (verdict?.kind === 'refuse') return { ...base, status: { kind: 'refused', why: verdict.reason } };
    if (capped.has(customer)) return { ...base, status: { kind: 'refused', why: 'rule-cap' } };
    if (arm.kind === 'holdout') return { ...base, status: { kind: 'held-out' } };
    return base;
  });
}

function askOf(
  rule: Rule,
  customer: Candidate['customer'],
  place: ChosenPlace | undefined,
  expiresAt: number,
): Ask | null {
  if (!place) return null;
  const { conversation, via } = place;
  return {
    kind: 'care',
    topic: rule.topic,
    customer,
    conversation,
    via,
    batch: null,
    expiresAt,
    own: null,
    stage: 'plan',
  };
}

/** Whoever has had as many messages of this rule as it allows. */
async function overCap({ db }: Storage, rule: Rule, meant: readonly Candidate[], now: number): Promise<Set<string>> {
  const { caps } = rule;
  if (!caps) return new Set();
  const rows = await db
    .selectFrom('care_ledger')
    .select(['customer_id', (count) => count.fn.countAll<number>().as('count')])
    .where('source', '=', `rule:${rule.rule}`)
    .where('customer_id', 'in', [...new Set(meant.map(({ customer }) => customer))])
    .where('planned_at', '>', now - caps.per)
    .where('status', 'in', ['planned', 'queued', 'sent', 'unsure'])
    .groupBy('customer_id')
    .execute();
  return new Set(rows.filter((row) => Number(row.count) >= caps.messages).map((row) => row.customer_id));
}

function slotOf(run: CareRunsTable): Slot {
  const hour = run.zone === EVERYWHERE ? Temporal.Instant.from(`${run.slot}:00:00Z`).epochMilliseconds : null;
  return { day: Temporal.PlainDate.from(run.day), zone: run.zone, hour };
}

function whereRun<Q extends { where(column: 'rule' | 'slot' | 'zone', op: '=', value: string): Q }>(
  query: Q,
  run: CareRunsTable,
): Q {
  return query.where('rule', '=', run.rule).where('slot', '=', run.slot).where('zone', '=', run.zone);
}
