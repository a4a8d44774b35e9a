import { type Database, prepared, type Tx } from '../../storage/index.ts';
import type { GateRules } from './gate-rules.ts';
import type { GateFacts } from './judge.ts';
import { type AbilitiesOf, readStanding } from './standing.ts';
import type { Ask } from './verdict.ts';

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
/** A proposed resolution is no open complaint any more: the customer is asked about it by the complaint itself. */
const OPEN_COMPLAINT = ['open', 'responded', 'reopened'] as const;
const OPEN_CASE = ['waiting', 'held', 'snoozed'] as const;

/** Everything that the gate looks at for all these asks: a fixed number of indexed queries, however many they are. */
export async function readFacts(
  db: Database | Tx,
  asks: readonly Ask[],
  parts: { abilitiesOf: AbilitiesOf; zone: string; rules: GateRules },
  now: number,
): Promise<GateFacts[]> {
  if (asks.length === 0) return [];
  const people = [...new Set(asks.map((ask) => ask.customer))];
  const standing = await readStanding(db, asks, parts, now);
  const { rows: complaints } = await findComplaints(db, { people });
  const { rows: cases } = await findCases(db, { people });
  const moods = await badMoods(db, people, now - parts.rules.badMoodHours * HOUR_MS);
  const { rows: care } = await findCare(db, { people, since: now - WEEK_MS });
  const moodOf = new Map(moods.map((row) => [row.customer_id, row.at]));
  const complains = new Set(complaints.map((row) => row.customer_id));
  const hasCase = new Set(cases.map((row) => row.customer_id));
  const careOf = Map.groupBy(care, (row) => row.customer_id);
  return asks.flatMap((ask, index): GateFacts[] => {
    const known = standing[index];
    if (known === undefined) return [];
    const others = (careOf.get(ask.customer) ?? []).filter((row) => row.id !== ask.own);
    return [
      {
        ...known,
        caseOpen: hasCase.has(ask.customer),
        complaintOpen: complains.has(ask.customer),
        badMoodAt: moodOf.get(ask.customer) ?? null,
        counted: others.flatMap((row) => (row.counted_at === null ? [] : [row.counted_at])),
        queued: others.filter((row) => row.counted_at === null).length,
      },
    ];
  });
}

const findComplaints = prepared((db, { people }: { people: readonly string[] }) =>
  db
    .selectFrom('complaints')
    .select('customer_id')
    .where('customer_id', 'in', people)
    .where('state', 'in', OPEN_COMPLAINT),
);

const findCases = prepared((db, { people }: { people: readonly string[] }) =>
  db.selectFrom('cases').select('customer_id').where('customer_id', 'in', people).where('state', 'in', OPEN_CASE),
);

const findCare = prepared((db, { people, since }: { people: readonly string[]; since: number }) =>
  db
    .selectFrom('care_ledger')
    .select(['id', 'customer_id', 'status', 'counted_at'])
    .where('customer_id', 'in', people)
    .where('kind', '=', 'care')
    .where((row) => row.or([row('counted_at', '>', since), row('counted_at', 'is', null)]))
    .where('status', 'in', ['queued', 'sent', 'unsure']),
);

/** The last bad word of each of these people since `since`, where their mood has not eased. */
async function badMoods(db: Database | Tx, people: readonly string[], since: number) {
  const { rows } = await findBadMoods(db, { people, since });
  return rows.filter((row) => /"level":"(?:frustrated|angry)"/.test(row.mood));
}

const findBadMoods = prepared((db, { people, since }: { people: readonly string[]; since: number }) =>
  db
    .selectFrom('conversations')
    .innerJoin('handoff_marks', 'handoff_marks.conversation_id', 'conversations.id')
    .innerJoin('moods', 'moods.conversation_id', 'conversations.id')
    .select(['conversations.customer_id', 'handoff_marks.mood', (row) => row.fn.max('moods.at').as('at')])
    .where('conversations.customer_id', 'in', people)
    .where('moods.at', '>', since)
    .where('moods.level', 'in', ['frustrated', 'angry'])
    .groupBy(['conversations.customer_id', 'conversations.id', 'handoff_marks.mood']),
);
