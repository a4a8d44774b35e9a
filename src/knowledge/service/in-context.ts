import type { EntryId, Locale } from '../../core/index.ts';
import type { PreviousTurn } from '../answer.ts';
import type { Entry } from '../articles/article.ts';
import type { Retrieval } from '../retrieval/retriever.ts';
import { type FollowUp, readFollowUp, subjectOf } from '../talk/follow-up.ts';
import { classifySmallTalk } from '../talk/small-talk.ts';

/** What a reading in context needs of the knowledge base. */
export interface ContextSearch {
  search(text: string): Promise<Retrieval>;
  entry(id: EntryId): Entry | null;
}

/** A turn that is older than this is not what "that" means. */
const OLDEST_TURN = 3;

/**
 * Searches a message as it is meant after the turns before it. A message that stands on its own is searched as it is;
 * one that leans on the last subject is searched with that subject as well, and the rankings are joined.
 */
export async function searchInContext(
  base: ContextSearch,
  text: string,
  locale: Locale,
  previous: readonly PreviousTurn[],
): Promise<Retrieval> {
  const alone = await base.search(text);
  const before = previous.slice(-OLDEST_TURN).findLast((turn) => classifySmallTalk(turn.text) === null);
  const followUp = before === undefined ? null : readFollowUp(text);
  if (before === undefined || followUp === null) return alone;
  if (followUp.kind === 'maybe' && alone.decision === 'answer') return alone;
  const last = before.entry === null ? null : base.entry(before.entry);
  const readings = [];
  for (const words of readingsOf(followUp, before, last, locale)) readings.push(await base.search(words));
  return join(alone, readings, followUp, last, base);
}

/** The message with its subject put back in, in a few wordings. */
function readingsOf(followUp: FollowUp, before: PreviousTurn, last: Entry | null, locale: Locale): string[] {
  const glue = (first: string, second: string) => `${first}${locale === 'zh-CN' ? '' : ' '}${second}`;
  const subject = subjectOf(before.text, locale);
  if (!followUp.asks)
    return [
      glue(before.text.replace(/[?？!！。.]+$/u, ' '), followUp.rest),
      ...(last ? [glue(last.article, followUp.rest)] : []),
    ];
  const topics = last === null ? [subject] : [last.article, subject];
  return [...new Set(topics.filter((topic) => topic !== ''))].map((topic) => glue(topic, followUp.rest));
}

/** How much the first places of a ranking count against the later ones. */
const RANK_SOFTNESS = 2;
const ALONE_WEIGHT = 0.5;
const SAME_ARTICLE = 0.2;
/** Asked again in other words, the same entry is less likely to be meant than its neighbours. */
const SAME_ENTRY = -0.15;

function join(
  alone: Retrieval,
  readings: readonly Retrieval[],
  followUp: FollowUp,
  last: Entry | null,
  base: ContextSearch,
): Retrieval {
  const scores = new Map<EntryId, number>();
  const weigh = (retrieval: Retrieval, weight: number) => {
    for (const [rank, { id }] of retrieval.ranked.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + weight / (RANK_SOFTNESS + rank));
    }
  };
  weigh(alone, ALONE_WEIGHT);
  for (const reading of readings) weigh(reading, 1);
  for (const [id, score] of scores) {
    const near = last !== null && base.entry(id)?.path === last.path ? SAME_ARTICLE : 0;
    const same = last !== null && id === last.id && followUp.asks ? SAME_ENTRY : 0;
    scores.set(id, score + near + same);
  }
  const ranked = [...scores]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([id, score]) => ({ id, score }));
  const first = ranked[0]?.id;
  const backing = [alone, ...readings].filter((retrieval) => retrieval.ranked[0]?.id === first);
  const confidence = Math.max(0, ...backing.map((retrieval) => retrieval.confidence));
  const decision = backing.some((retrieval) => retrieval.decision === 'answer')
    ? 'answer'
    : decisionWithoutAnswer(alone, readings, followUp);
  return { decision, ranked, confidence };
}

/** A whole question that alone finds nothing does not become one about the last subject: that is a new subject. */
function decisionWithoutAnswer(
  alone: Retrieval,
  readings: readonly Retrieval[],
  followUp: FollowUp,
): 'clarify' | 'none' {
  if (alone.decision !== 'none') return 'clarify';
  if (followUp.kind === 'maybe') return 'none';
  return readings.some((retrieval) => retrieval.decision !== 'none') ? 'clarify' : 'none';
}
