import { uuidv7 } from 'uuidv7';
import type { Locale } from '../../core/index.ts';
import { combined, type Database, type MoodsTable, prepared, type Tx } from '../../storage/index.ts';
import type { Tier } from '../cases/case.ts';
import { textOf } from '../cases/summary.ts';
import { gradeOf } from '../desk/customers.ts';
import { type Assessment, assess, ReadTurn, readTalk, type Signals, type TalkTurn } from '../frustration/index.ts';
import { type Mark, markFrom, saveMark } from './marks.ts';

/** What a customer's next message is judged against. */
export interface Course {
  mark: Mark;
  /** Since a person last gave the conversation back. */
  turns: readonly TalkTurn[];
  tier: Tier;
  openComplaint: boolean;
  orderLateDays: number;
}

export interface Judged {
  key: string;
  at: number;
  assessment: Assessment;
  signals: Signals;
}

/** `readTalk` looks at no more. */
const MOST_TURNS = 80;
/** A message takes one revision and its delivery another: with so many, `MOST_TURNS` messages are nearly always among them. */
const REVISIONS_READ = 3 * MOST_TURNS;
const DAY_MS = 86_400_000;

/** Reads courses of talks; those that are asked for at once share two queries. Null: the talk has not been stored yet. */
export function createCourseReader(db: Database): (conversation: string | null, now: number) => Promise<Course> {
  const facts = combined(async (ids) => {
    const { rows } = await findFacts(db, { ids });
    return new Map(rows.map((row) => [row.id, row]));
  });
  const lines = combined(async (ids) => {
    const { rows } = await findLines(db, { ids });
    return Map.groupBy(rows, (row) => row.conversation_id);
  });
  const readTurn = createTurnMemory();
  return async (conversation, now) => {
    const [known, said = []] =
      conversation === null ? [] : await Promise.all([facts(conversation), lines(conversation)]);
    return {
      mark: markFrom(known?.mood ? known : null),
      turns: said.slice(-MOST_TURNS).flatMap((line) => readTurn(line) ?? []),
      tier: gradeOf(known?.tier ?? null),
      openComplaint: Boolean(known?.open_complaint),
      orderLateDays: lateDays(known?.first_eta ?? null, now),
    };
  };
}

interface Line {
  author: string;
  /** As it is stored. */
  content: string;
}

/** Lines of talks that go on, of a few hundred characters each with what was read in them: some megabytes. */
const MOST_LINES = 2_000;

/** Reads stored lines, the latest ones once: a talk's lines come again with each of its messages. Null: nothing was said. */
function createTurnMemory(): (line: Line) => ReadTurn | null {
  const known = new Map<string, ReadTurn | null>();
  return ({ author, content }) => {
    const key = `${author} ${content}`;
    const found = known.get(key);
    const turn = found === undefined ? turnOf(author, content) : found;
    known.delete(key);
    known.set(key, turn);
    const oldest = known.size > MOST_LINES ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return turn;
  };
}

function turnOf(author: string, content: string): ReadTurn | null {
  const text = textOf(author, content);
  if (text === '' || author === 'system') return null;
  return new ReadTurn({ role: author === 'customer' ? 'user' : 'agent', text });
}

/** What was said since a person last gave the talk back, in order. */
const findLines = prepared((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('conversations as talk')
    .innerJoin('messages', 'messages.conversation_id', 'talk.id')
    .leftJoin('handoff_marks as marks', 'marks.conversation_id', 'talk.id')
    .select(['messages.conversation_id', 'messages.author', 'messages.content'])
    .where('talk.id', 'in', ids)
    .where((row) => row('messages.position', '>', row('talk.revision', '-', REVISIONS_READ)))
    .where((row) => row('messages.position', '>', row.fn.coalesce('marks.returned_position', row.lit(0))))
    .orderBy('messages.conversation_id')
    .orderBy('messages.position'),
);

/** One query instead of one per table: this is read in every turn. */
const findFacts = prepared((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('conversations as talk')
    .leftJoin('customers', 'customers.id', 'talk.customer_id')
    .leftJoin('handoff_marks', 'handoff_marks.conversation_id', 'talk.id')
    .select((build) => [
      'talk.id',
      'customers.tier',
      build.fn.coalesce('handoff_marks.mood', build.val('')).as('mood'),
      build.fn.coalesce('handoff_marks.returned_position', build.lit(0)).as('returned_position'),
      build.fn.coalesce('handoff_marks.thumbs_down', build.lit(0)).as('thumbs_down'),
      build.fn.coalesce('handoff_marks.misses', build.lit(0)).as('misses'),
      build
        .exists(
          build
            .selectFrom('complaints')
            .select('number')
            .whereRef('complaints.customer_id', '=', 'talk.customer_id')
            .where('state', 'in', ['open', 'responded', 'reopened']),
        )
        .as('open_complaint'),
      build
        .selectFrom('orders')
        .select((order) => order.fn.min('eta').as('eta'))
        .whereRef('orders.customer_id', '=', 'talk.customer_id')
        .where('stage', 'not in', ['delivered', 'completed', 'cancelled', 'returned', 'refunded'])
        .as('first_eta'),
    ])
    .where('talk.id', 'in', ids),
);

/** Judges one message; the course that comes back is the one for the next message. */
export function judge(
  course: Course,
  heard: { key: string; text: string; at: number; locale: Locale; waitedMs?: number },
): { judged: Judged; course: Course } {
  const turns = [...course.turns, new ReadTurn({ role: 'user', text: heard.text })];
  const signals = readTalk({
    turns,
    locale: heard.locale,
    facts: {
      botMisses: course.mark.misses,
      thumbsDown: course.mark.thumbsDown,
      orderLateDays: course.orderLateDays,
      openComplaint: course.openComplaint,
      tier: course.tier,
      ...(heard.waitedMs === undefined ? {} : { waitedMs: heard.waitedMs }),
    },
  });
  const assessment = assess(signals, course.mark.mood);
  return {
    judged: { key: heard.key, at: heard.at, assessment, signals },
    course: { ...course, turns, mark: { ...course.mark, mood: assessment.mood } },
  };
}

/** Stores each decision with the signals that led to it, and the mood for the next turn. */
export async function recordJudged(tx: Tx, conversation: string, judged: readonly Judged[], mark: Mark): Promise<void> {
  for (const { key, at, assessment, signals } of judged) {
    await insertMood(tx, {
      id: uuidv7(),
      conversation_id: conversation,
      message_key: key,
      score: assessment.score,
      level: assessment.level,
      reasons: JSON.stringify(assessment.reasons),
      hand_off: assessment.handOff,
      signals: JSON.stringify(signals),
      at,
    });
  }
  await saveMark(tx, conversation, mark);
}

const insertMood = prepared((db, row: MoodsTable) => db.insertInto('moods').values(row));

/** By how many days an open order is behind its promised day: the one that was promised first. */
function lateDays(firstEta: string | null, now: number): number {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(firstEta ?? '')?.[0];
  if (day === undefined) return 0;
  return Math.max(0, Math.floor((now - Temporal.Instant.from(`${day}T23:59:59Z`).epochMilliseconds) / DAY_MS));
}
