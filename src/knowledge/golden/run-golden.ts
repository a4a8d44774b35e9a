import type { Answer, PreviousTurn } from '../answer.ts';
import type { Entry } from '../articles/article.ts';
import type { KnowledgeService } from '../create-knowledge.ts';
import type { GoldenOutcome, GoldenQuestion, GoldenResult } from './golden.ts';

/** Asks every golden question through the chat's own path. */
export async function runGolden(
  knowledge: KnowledgeService,
  questions: readonly GoldenQuestion[],
): Promise<GoldenResult[]> {
  const results: GoldenResult[] = [];
  for (const golden of questions) {
    const answer = await askInTurn(knowledge, golden);
    const expected = golden.expected === null ? null : entryNamed(knowledge.entries(), golden.expected, golden.locale);
    const outcome = outcomeOf(answer, golden.expected === null ? null : (expected ?? undefined));
    const nearest = answer.kind === 'answer' ? answer.entry : answer.nearest[0]?.entry;
    const got = nearest === undefined ? null : knowledge.entry(nearest);
    results.push({
      golden,
      outcome,
      passed: outcome === 'answered' || outcome === 'offered' || outcome === 'silent',
      got: got === null ? null : nameOf(got),
      markdown: answer.kind === 'answer' ? answer.markdown : null,
      confidence: answer.confidence,
    });
  }
  return results;
}

export interface GoldenChange {
  golden: GoldenQuestion;
  /** `entry`: another entry answers. `text`: the same one with other words. `outcome`: answered or not. */
  change: 'entry' | 'text' | 'outcome';
  before: GoldenResult;
  after: GoldenResult;
}

/** Which golden answers differ between two states of the knowledge base. */
export async function diffGolden(
  before: KnowledgeService,
  after: KnowledgeService,
  questions: readonly GoldenQuestion[],
): Promise<GoldenChange[]> {
  const [old, now] = [await runGolden(before, questions), await runGolden(after, questions)];
  return now.flatMap((result, index): GoldenChange[] => {
    const earlier = old[index];
    if (earlier === undefined) return [];
    const change = changeBetween(earlier, result);
    return change === null ? [] : [{ golden: result.golden, change, before: earlier, after: result }];
  });
}

function changeBetween(before: GoldenResult, after: GoldenResult): GoldenChange['change'] | null {
  if (before.outcome !== after.outcome) return 'outcome';
  if (before.markdown === null && after.markdown === null) return null;
  if (before.got !== after.got) return 'entry';
  return before.markdown === after.markdown ? null : 'text';
}

/** The talk as the chat would have it: each turn is asked with those before it. */
async function askInTurn(knowledge: KnowledgeService, { turns, locale }: GoldenQuestion): Promise<Answer> {
  const previous: PreviousTurn[] = [];
  let answer: Answer = { kind: 'none', nearest: [], confidence: 0 };
  for (const text of turns) {
    answer = await knowledge.ask({ text, locale, previous });
    previous.push({ text, entry: answer.kind === 'answer' ? answer.entry : null });
  }
  return answer;
}

/** `expected` is null when no answer is wanted, undefined when the wanted entry does not exist. */
function outcomeOf(answer: Answer, expected: Entry | null | undefined): GoldenOutcome {
  if (expected === undefined) return 'unknown';
  if (expected === null) return answer.kind === 'answer' || answer.kind === 'route' ? 'wrong' : 'silent';
  switch (answer.kind) {
    case 'answer':
      return answer.entry === expected.id ? 'answered' : 'wrong';
    case 'clarify':
      return answer.nearest.some(({ entry }) => entry === expected.id) ? 'offered' : 'missed';
    case 'none':
      return 'missed';
    case 'route':
      return 'wrong';
    default:
      return answer satisfies never;
  }
}

function entryNamed(entries: readonly Entry[], name: string, locale: string): Entry | null {
  const fits = (entry: Entry) => {
    const full = nameOf(entry);
    return full === name || full.endsWith(`/${name}`) || entry.question === name;
  };
  return entries.find((entry) => entry.locale === locale && fits(entry)) ?? entries.find(fits) ?? null;
}

function nameOf(entry: Entry): string {
  return `${entry.path}#${entry.anchor ?? entry.question}`;
}
