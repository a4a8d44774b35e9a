import { uuidv7 } from 'uuidv7';
import type { Locale } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { Tier } from '../cases/case.ts';
import { textOf } from '../cases/summary.ts';
import { gradeOf } from '../desk/customers.ts';
import { type Assessment, assess, readTalk, type Signals, type TalkTurn } from '../frustration/index.ts';
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
const DAY_MS = 86_400_000;

/** `conversation` null: it has not been stored yet. */
export async function readCourse(
  db: Database,
  conversation: string | null,
  customer: string,
  now: number,
): Promise<Course> {
  const facts = conversation === null ? undefined : await factsOf(db, conversation, customer);
  const mark = markFrom(facts?.mood ? facts : null);
  const rows =
    conversation === null
      ? []
      : await db
          .selectFrom('messages')
          .select(['author', 'content'])
          .where('conversation_id', '=', conversation)
          .where('position', '>', mark.returnedPosition)
          .orderBy('position', 'desc')
          .limit(MOST_TURNS)
          .execute();
  const turns = rows.reverse().flatMap((row): TalkTurn[] => {
    const text = textOf(row.author, row.content);
    return text === '' || row.author === 'system' ? [] : [{ role: row.author === 'customer' ? 'user' : 'agent', text }];
  });
  return {
    mark,
    turns,
    tier: gradeOf(facts?.tier ?? null),
    openComplaint: Boolean(facts?.open_complaint),
    orderLateDays: lateDays(facts?.first_eta ?? null, now),
  };
}

/** One query instead of one per table: this is read in every turn. */
function factsOf(db: Database, conversation: string, customer: string) {
  return db
    .selectFrom('conversations')
    .leftJoin('customers', 'customers.id', 'conversations.customer_id')
    .leftJoin('handoff_marks', 'handoff_marks.conversation_id', 'conversations.id')
    .select((build) => [
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
            .where('customer_id', '=', customer)
            .where('state', 'in', ['open', 'responded', 'reopened']),
        )
        .as('open_complaint'),
      build
        .selectFrom('orders')
        .select((order) => order.fn.min('eta').as('eta'))
        .where('customer_id', '=', customer)
        .where('stage', 'not in', ['delivered', 'completed', 'cancelled', 'returned', 'refunded'])
        .as('first_eta'),
    ])
    .where('conversations.id', '=', conversation)
    .executeTakeFirst();
}

/** Judges one message; the course that comes back is the one for the next message. */
export function judge(
  course: Course,
  heard: { key: string; text: string; at: number; locale: Locale; waitedMs?: number },
): { judged: Judged; course: Course } {
  const turns = [...course.turns, { role: 'user' as const, text: heard.text }];
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
    await tx
      .insertInto('moods')
      .values({
        id: uuidv7(),
        conversation_id: conversation,
        message_key: key,
        score: assessment.score,
        level: assessment.level,
        reasons: JSON.stringify(assessment.reasons),
        hand_off: assessment.handOff,
        signals: JSON.stringify(signals),
        at,
      })
      .execute();
  }
  await saveMark(tx, conversation, mark);
}

/** By how many days an open order is behind its promised day: the one that was promised first. */
function lateDays(firstEta: string | null, now: number): number {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(firstEta ?? '')?.[0];
  if (day === undefined) return 0;
  return Math.max(0, Math.floor((now - Temporal.Instant.from(`${day}T23:59:59Z`).epochMilliseconds) / DAY_MS));
}
