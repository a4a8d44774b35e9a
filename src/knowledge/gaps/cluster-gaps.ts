import type { EntryId, Locale } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import { subjectOf } from '../talk/follow-up.ts';
import { listUnhelpful } from './feedback.ts';
import { listGaps } from './gaps.ts';

/** One question that went unanswered, or whose answer did not help. */
export interface OpenQuestion {
  kind: 'unanswered' | 'unhelpful';
  /** The gap's id; null for a 👎. */
  gap: number | null;
  question: string;
  locale: Locale;
  /** Nearest entries, or the one that did not help. */
  nearest: readonly EntryId[];
  at: number;
}

/** Questions that mean about the same. */
export interface GapCluster {
  /** The question that is most like all the others. */
  label: string;
  locale: Locale;
  count: number;
  unhelpful: number;
  /** Different wordings, the most typical first, at most eight. */
  samples: readonly string[];
  /** Entries that came up most often, at most three. */
  nearest: readonly EntryId[];
  gaps: readonly number[];
  /** Time of the newest question. */
  latestAt: number;
}

/** Beyond this many different wordings the oldest are left out: every pair is compared. */
const MOST_WORDINGS = 3_000;
/** Cosine between two wordings (0..1) from which they may be one topic, and on the average within a topic. */
const LINK = 0.18;
const AVERAGE = 0.12;

/** Open gaps and 👎 with their questions, newest first. */
export async function listOpenQuestions(db: Database | Tx, wanted: { since?: number } = {}): Promise<OpenQuestion[]> {
  const gaps = await listGaps(db, wanted);
  const unhelpful = await listUnhelpful(db, wanted);
  const questions: OpenQuestion[] = [
    ...gaps.map(({ id, question, locale, nearest, at }) => ({
      kind: 'unanswered' as const,
      gap: id,
      question,
      locale,
      nearest,
      at,
    })),
    ...unhelpful.map(({ entry, question, locale, at }) => ({
      kind: 'unhelpful' as const,
      gap: null,
      question,
      locale,
      nearest: [entry],
      at,
    })),
  ];
  return questions.sort((a, b) => b.at - a.at);
}

/** Joins the questions by meaning: shared words and letters, the subject counting twice. Largest cluster first. */
export function clusterGaps(questions: readonly OpenQuestion[]): GapCluster[] {
  const wordings = wordingsOf(questions);
  const vectors = vectorsOf(wordings);
  const pairs = similarPairs(wordings, vectors);
  const clusters = agglomerate(wordings.length, pairs);
  return clusters
    .map((members) => describe(members, wordings, pairs))
    .sort((a, b) => b.count - a.count || b.latestAt - a.latestAt || (a.label < b.label ? -1 : 1));
}

interface Wording {
  text: string;
  locale: Locale;
  asked: OpenQuestion[];
}

type Vector = ReadonlyMap<string, number>;

function wordingsOf(questions: readonly OpenQuestion[]): Wording[] {
  const byText = new Map<string, Wording>();
  for (const question of questions) {
    const plain = plainOf(question.question);
    if (plain === '') continue;
    const key = `${question.locale} ${plain}`;
    const wording = byText.get(key);
    if (wording !== undefined) wording.asked.push(question);
    else if (byText.size < MOST_WORDINGS)
      byText.set(key, { text: question.question.trim(), locale: question.locale, asked: [question] });
  }
  return [...byText.values()];
}

function plainOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}

/** Unit vectors over pairs of Chinese letters and beginnings of English words, weighted by rarity. */
function vectorsOf(wordings: readonly Wording[]): Vector[] {
  const counts = wordings.map(({ text, locale }) => {
    const features = new Map<string, number>();
    for (const source of [text, subjectOf(text, locale)]) {
      for (const feature of featuresOf(plainOf(source))) features.set(feature, (features.get(feature) ?? 0) + 1);
    }
    return features;
  });
  const documents = new Map<string, number>();
  for (const features of counts)
    for (const feature of features.keys()) documents.set(feature, (documents.get(feature) ?? 0) + 1);
  return counts.map((features) => {
    const weighted = new Map<string, number>();
    let length = 0;
    for (const [feature, count] of features) {
      const weight = Math.sqrt(count) * Math.log(1 + wordings.length / (documents.get(feature) ?? 1));
      weighted.set(feature, weight);
      length += weight * weight;
    }
    for (const [feature, weight] of weighted) weighted.set(feature, weight / Math.sqrt(length || 1));
    return weighted;
  });
}

function featuresOf(plain: string): string[] {
  const features: string[] = [];
  for (const word of plain.match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []) {
    if (!/\p{Script=Han}/u.test(word)) {
      // The first letters stand for the stem: "refund", "refunds", "refunded"; "sofa", "sofas".
      const stem = word.length > 3 ? word.replace(/(?:ing|ed|es|s)$/, '') : word;
      features.push(stem.slice(0, 5));
      continue;
    }
    const letters = [...word];
    for (let at = 0; at < letters.length; at += 1) {
      features.push(letters[at] ?? '');
      if (at + 1 < letters.length) features.push(`${letters[at]}${letters[at + 1]}`);
    }
  }
  return features;
}

/** Similarity of each wording to its likes; pairs below LINK are left out. Only within one language. */
function similarPairs(wordings: readonly Wording[], vectors: readonly Vector[]): Map<number, number>[] {
  const postings = new Map<string, [number, number][]>();
  const pairs: Map<number, number>[] = wordings.map(() => new Map());
  for (const [index, vector] of vectors.entries()) {
    const dots = new Map<number, number>();
    for (const [feature, weight] of vector) {
      for (const [other, otherWeight] of postings.get(feature) ?? []) {
        dots.set(other, (dots.get(other) ?? 0) + weight * otherWeight);
      }
    }
    for (const [other, similarity] of dots) {
      if (similarity < LINK || wordings[other]?.locale !== wordings[index]?.locale) continue;
      pairs[index]?.set(other, similarity);
      pairs[other]?.set(index, similarity);
    }
    for (const [feature, weight] of vector) {
      const posting = postings.get(feature);
      if (posting === undefined) postings.set(feature, [[index, weight]]);
      else posting.push([index, weight]);
    }
  }
  return pairs;
}

/** Joins the most similar first, as long as the members are alike on the average. */
function agglomerate(size: number, pairs: readonly ReadonlyMap<number, number>[]): number[][] {
  const clusterOf = Array.from({ length: size }, (_, index) => index);
  const members = new Map(clusterOf.map((index) => [index, [index]]));
  const links = pairs
    .flatMap((row, a) => [...row].filter(([b]) => a < b).map(([b, similarity]) => ({ a, b, similarity })))
    .sort((x, y) => y.similarity - x.similarity);
  for (const { a, b } of links) {
    const [first, second] = [clusterOf[a] ?? a, clusterOf[b] ?? b];
    if (first === second) continue;
    const [left, right] = [members.get(first) ?? [], members.get(second) ?? []];
    if (averageSimilarity(left, right, pairs) < AVERAGE) continue;
    for (const index of right) clusterOf[index] = first;
    left.push(...right);
    members.delete(second);
  }
  return [...members.values()];
}

function averageSimilarity(
  left: readonly number[],
  right: readonly number[],
  pairs: readonly ReadonlyMap<number, number>[],
): number {
  let sum = 0;
  for (const a of left) for (const b of right) sum += pairs[a]?.get(b) ?? 0;
  return sum / (left.length * right.length);
}

function describe(
  members: readonly number[],
  wordings: readonly Wording[],
  pairs: readonly ReadonlyMap<number, number>[],
): GapCluster {
  const typical = members
    .map((index) => ({
      wording: wordings[index],
      closeness: members.reduce((sum, other) => sum + (other === index ? 1 : (pairs[index]?.get(other) ?? 0)), 0),
    }))
    .flatMap(({ wording, closeness }) =>
      wording === undefined ? [] : [{ wording, closeness: closeness * Math.sqrt(wording.asked.length) }],
    )
    .sort((a, b) => b.closeness - a.closeness)
    .map(({ wording }) => wording);
  const asked = typical.flatMap((wording) => wording.asked);
  return {
    label: typical[0]?.text ?? '',
    locale: typical[0]?.locale ?? 'zh-CN',
    count: asked.length,
    unhelpful: asked.filter(({ kind }) => kind === 'unhelpful').length,
    samples: typical.slice(0, 8).map(({ text }) => text),
    nearest: mostOften(asked.flatMap(({ nearest }) => nearest)).slice(0, 3),
    gaps: asked.flatMap(({ gap }) => (gap === null ? [] : [gap])),
    latestAt: Math.max(...asked.map(({ at }) => at)),
  };
}

function mostOften(ids: readonly EntryId[]): EntryId[] {
  const counts = new Map<EntryId, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([id]) => id);
}
