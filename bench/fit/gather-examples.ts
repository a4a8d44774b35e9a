import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadEvaluationSet } from '../../src/knowledge/evaluation/evaluation-set.ts';
import { createAnalyser, createLanguage } from '../../src/knowledge/retrieval/analyse.ts';
import { buildBaseIndex, openBaseIndex } from '../../src/knowledge/retrieval/base-index.ts';
import { confidenceFeatures } from '../../src/knowledge/retrieval/confidence-features.ts';
import type { IndexEntry } from '../../src/knowledge/retrieval/entry.ts';
import { rank } from '../../src/knowledge/retrieval/ranking.ts';
import { learnAboutSelf } from '../../src/knowledge/retrieval/self-knowledge.ts';

export interface Judged {
  features: Float32Array;
  right: boolean;
  inThree: boolean;
  answerable: boolean;
}

/** One base, whole or cut down, with its questions and the probes that it was asked about itself. */
export interface FittingBase {
  set: string;
  family: string;
  variant: 'whole' | 'half' | 'one' | 'three';
  questions: Judged[];
  strangers: Float32Array[];
  own: { features: Float32Array; right: boolean }[];
}

/** Sets of the same source are left out together: they share texts. */
const FAMILIES: readonly [RegExp, string][] = [
  [/banking/, 'banking77'],
  [/hint3/, 'hint3'],
  [/insurance/, 'insurance'],
];
const MOST_QUESTIONS_OF_A_CUT = 700;

/** Every set as it is, with every second entry (which makes honest unanswerables), and with fewer phrasings. */
export async function gatherExamples(directory: string): Promise<FittingBase[]> {
  const analyse = createAnalyser(createLanguage());
  const bases: FittingBase[] = [];
  for (const set of readdirSync(directory).sort()) {
    const paths = { kb: join(directory, set, 'kb.jsonl'), queries: join(directory, set, 'queries.jsonl') };
    const { entries, queries } = await loadEvaluationSet(paths);
    const analysed = queries.map(({ text }) => analyse(text));
    for (const [variant, cut] of variantsOf(entries)) {
      const base = openBaseIndex(buildBaseIndex(cut, analyse));
      const { self, hidden, own } = learnAboutSelf(base, cut, analyse);
      const at = new Map(cut.map(({ id }, i) => [id, i]));
      const step = variant === 'whole' ? 1 : Math.max(1, queries.length / MOST_QUESTIONS_OF_A_CUT);
      const questions: Judged[] = [];
      for (let place = 0; place < queries.length; place += step) {
        const i = Math.floor(place);
        const question = analysed[i];
        if (!question) continue;
        const gold = new Set((queries[i]?.gold ?? []).map((id) => at.get(id)).filter((each) => each !== undefined));
        const evidence = base.gather(question);
        const ranked = rank(evidence, base.shape);
        const places = ranked.slice(0, 3).map(({ candidate }) => gold.has(candidate.entry));
        questions.push({
          features: confidenceFeatures(evidence, ranked, base.shape, self),
          right: places[0] === true,
          inThree: places.includes(true),
          answerable: gold.size > 0,
        });
      }
      const strangers = hidden.map(({ evidence, ranked }) => confidenceFeatures(evidence, ranked, base.shape, self));
      const family = FAMILIES.find(([pattern]) => pattern.test(set))?.[1] ?? set;
      const asked = own.map(({ evidence, ranked, isRight }) => ({
        features: confidenceFeatures(evidence, ranked, base.shape, self),
        right: isRight,
      }));
      bases.push({ set, family, variant, questions, strangers, own: asked });
    }
  }
  return bases;
}

function variantsOf(entries: readonly IndexEntry[]): [FittingBase['variant'], readonly IndexEntry[]][] {
  const mean = entries.reduce((sum, { alternatives }) => sum + alternatives.length, 0) / entries.length;
  const withOnly = (count: number) =>
    entries.map((entry) => ({ ...entry, alternatives: entry.alternatives.slice(0, count) }));
  const variants: [FittingBase['variant'], readonly IndexEntry[]][] = [
    ['whole', entries],
    ['half', entries.filter((_, i) => i % 2 === 0)],
  ];
  if (mean > 2) variants.push(['one', withOnly(0)], ['three', withOnly(2)]);
  return variants;
}
