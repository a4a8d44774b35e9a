import * as z from 'zod';
import type { Database, Tx } from '../../storage/index.ts';
import { MOOD_LEVELS } from '../frustration/index.ts';

/** What an agent reads first. Every line comes from what was stored; nothing is made up. */
export const CaseSummary = z.object({
  problem: z.array(z.string()),
  tried: z.array(
    z.object({ question: z.string(), outcome: z.enum(['answered', 'clarified', 'no-answer', 'not-helpful', 'flow']) }),
  ),
  slots: z.array(z.object({ name: z.string(), value: z.string() })),
  moods: z.object({ first: z.enum(MOOD_LEVELS), worst: z.enum(MOOD_LEVELS), last: z.enum(MOOD_LEVELS) }).nullable(),
  signs: z.array(z.object({ code: z.string(), words: z.array(z.string()) })),
  orders: z.array(z.string()),
});
export type CaseSummary = z.infer<typeof CaseSummary>;

/** How far back is looked; older words seldom tell why a person is needed now. */
const MOST_MESSAGES = 40;
const MOST_TRIED = 6;
const MOST_PROBLEM = 3;
const LONGEST_LINE = 300;

const Level = z.enum(MOOD_LEVELS);
const Reasons = z.array(z.object({ code: z.string(), words: z.array(z.string()).default([]) })).catch([]);

/** `slots`: what a guided dialogue has found out. */
export async function buildSummary(
  db: Database | Tx,
  conversation: string,
  customer: string,
  slots: readonly { name: string; value: string }[] = [],
): Promise<CaseSummary> {
  const messages = await db
    .selectFrom('messages')
    .select(['author', 'content', 'at'])
    .where('conversation_id', '=', conversation)
    .orderBy('position', 'desc')
    .limit(MOST_MESSAGES)
    .execute();
  const said = messages
    .reverse()
    .map((row) => ({ author: row.author, text: textOf(row.author, row.content), buttons: buttonsOf(row.content) }))
    .filter(({ text }) => text !== '');
  const moods = await db
    .selectFrom('moods')
    .select(['level', 'score', 'reasons'])
    .where('conversation_id', '=', conversation)
    .orderBy('at', 'desc')
    .limit(MOST_MESSAGES)
    .execute();
  const orders = await db
    .selectFrom('orders')
    .select('number')
    .where('customer_id', '=', customer)
    .orderBy('placed_at', 'desc')
    .limit(5)
    .execute();
  const levels = moods.map((row) => Level.catch('calm').parse(row.level));
  return {
    problem: said
      .filter(({ author }) => author === 'customer')
      .slice(-MOST_PROBLEM)
      .map(({ text }) => text),
    tried: await triedOf(db, conversation, said),
    slots: [...slots],
    moods:
      levels.length === 0
        ? null
        : { first: levels.at(-1) ?? 'calm', worst: worstOf(levels), last: levels[0] ?? 'calm' },
    signs: moods[0] ? Reasons.parse(JSON.parse(moods[0].reasons)).slice(0, 6) : [],
    orders: orders.map((row) => row.number),
  };
}

interface Said {
  author: string;
  text: string;
  /** The ids of the buttons under it; null when the line is itself a pressed button. */
  buttons: readonly string[] | null;
}

/**
 * Each question that the bot dealt with and what became of it, told by the buttons under its replies: 👍/👎 stand under an
 * answer, entries under "did you mean", a guided dialogue's own under its questions. Small talk has none and is left out.
 */
async function triedOf(db: Database | Tx, conversation: string, said: readonly Said[]): Promise<CaseSummary['tried']> {
  const gaps = await db
    .selectFrom('knowledge_gaps')
    .select('question')
    .where('conversation_id', '=', conversation)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  const unhelpful = await db
    .selectFrom('answer_feedback')
    .select('question')
    .where('conversation_id', '=', conversation)
    .where('helpful', '=', 0)
    .limit(50)
    .execute();
  const missed = new Set(gaps.map((row) => row.question));
  const refused = new Set(unhelpful.map((row) => row.question));
  const tried: CaseSummary['tried'] = [];
  for (const [at, { author, text, buttons }] of said.entries()) {
    if (author !== 'customer' || buttons === null) continue;
    const next = said.findIndex((line, index) => index > at && line.author !== 'bot');
    const replies = said.slice(at + 1, next === -1 ? said.length : next);
    const offered = replies.flatMap((reply) => reply.buttons ?? []);
    const has = (prefix: string) => offered.some((id) => id.startsWith(prefix));
    if (has('fb:')) tried.push({ question: text, outcome: refused.has(text) ? 'not-helpful' : 'answered' });
    else if (has('kb:')) tried.push({ question: text, outcome: 'clarified' });
    else if (has('f:')) tried.push({ question: text, outcome: 'flow' });
    else if (missed.has(text)) tried.push({ question: text, outcome: 'no-answer' });
  }
  return tried.slice(-MOST_TRIED);
}

function worstOf(levels: readonly (typeof MOOD_LEVELS)[number][]): (typeof MOOD_LEVELS)[number] {
  return levels.reduce((worst, level) => (MOOD_LEVELS.indexOf(level) > MOOD_LEVELS.indexOf(worst) ? level : worst));
}

function buttonsOf(json: string): readonly string[] | null {
  const { kind, choices } = fieldsOf(JSON.parse(json));
  if (kind === 'choice') return null;
  return Array.isArray(choices) ? choices.map((choice) => String(fieldsOf(choice)['id'] ?? '')) : [];
}

/** Plain words of one stored message; empty for what has none. */
export function textOf(author: string, json: string): string {
  const content = fieldsOf(JSON.parse(json));
  const words =
    author === 'customer'
      ? (content['text'] ?? content['label'] ?? fieldsOf(content['media'])['caption'])
      : (content['markdown'] ?? content['prompt']);
  return typeof words === 'string' ? words.slice(0, LONGEST_LINE) : '';
}

/** Our own rows, read by the dozen in each turn: looked at by hand, because a schema takes most of the time. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
