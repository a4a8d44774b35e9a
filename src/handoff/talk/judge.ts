import { uuidv7 } from 'uuidv7';
import type { Locale } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import type { Tier } from '../cases/case.ts';
import { textOf } from '../cases/summary.ts';
import { deskCustomer } from '../desk/customers.ts';
import { type Assessment, assess, readTalk, type Signals, type TalkTurn } from '../frustration/index.ts';
import { type Mark, markOf, saveMark } from './marks.ts';

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
  if (conversation === null) {
    const mark = await markOf(db, '-');
    return { mark, turns: [], tier: 'standard', openComplaint: false, orderLateDays: 0 };
  }
  const mark = await markOf(db, conversation);
  const rows = await db
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
  const complaint = await db
    .selectFrom('complaints')
    .select('number')
    .where('customer_id', '=', customer)
    .where('state', 'in', ['open', 'responded', 'reopened'])
    .limit(1)
    .executeTakeFirst();
  return {
    mark,
    turns,
    tier: (await deskCustomer(db, customer)).tier,
    openComplaint: complaint !== undefined,
    orderLateDays: await lateDays(db, customer, now),
  };
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

/** By how many days the customer's latest open order is behind its promised day. */
async function lateDays(db: Database, customer: string, now: number): Promise<number> {
  const rows = await db
    .selectFrom('orders')
    .select('eta')
    .where('customer_id', '=', customer)
    .where('eta', 'is not', null)
    .where('stage', 'not in', ['delivered', 'completed', 'cancelled', 'returned', 'refunded'])
    .limit(20)
    .execute();
  const late = rows.map(({ eta }) => {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(eta ?? '')?.[0];
    const promised = day === undefined ? now : Temporal.Instant.from(`${day}T23:59:59Z`).epochMilliseconds;
    return Math.floor((now - promised) / DAY_MS);
  });
  return Math.max(0, ...late);
}
