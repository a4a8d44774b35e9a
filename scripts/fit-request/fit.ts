/**
 * Fits the weights by which unknown wordings of a request for a person are heard:
 *   node scripts/fit-request/fit.ts --data DIR [--out FILE] [--folds 5]
 * DIR holds public question sets (request-lists.ts says where); none of them asks for a person as far as the rules know.
 * With --folds nothing is written: it prints what is heard of the project's own lists by weights that never saw them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { foldText } from '../../src/handoff/frustration/fold.ts';
import { hashText } from '../../src/handoff/frustration/hash.ts';
import { likelyRequest } from '../../src/handoff/frustration/request/likely-request.ts';
import { meantText } from '../../src/handoff/frustration/request/meant-text.ts';
import { requestFeatures } from '../../src/handoff/frustration/request/request-features.ts';
import { asksForPersonEn } from '../../src/handoff/frustration/rules/asks-for-person-en.ts';
import { asksForPersonZh } from '../../src/handoff/frustration/rules/asks-for-person-zh.ts';
import { packWeights, readWeights, type WeightsFile } from '../../src/handoff/frustration/weights.ts';
import { fitLogistic, type SparseRows } from '../fit-frustration/logistic.ts';
import { ownSentences, patternSentences, publicQuestions, type Sentence } from './request-lists.ts';

/** Chosen on the folds. */
const PENALTY = 0.02;
const MAX_STEPS = 100;
/** A pattern in fewer sentences is left out. */
const MIN_COUNT = 2;
/** A weight below this share of the largest is not shipped. */
const NEGLIGIBLE = 0.02;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'src/handoff/frustration/request/request-weights.generated.json' },
    folds: { type: 'string' },
  },
});
if (values.data === undefined) {
  console.error('Say where the sets are: node scripts/fit-request/fit.ts --data DIR');
  process.exitCode = 64;
} else {
  const others = publicQuestions(values.data)
    .filter((text) => rulesHear(text) === null)
    .map((text): Sentence => ({ text, asks: false, weight: 0.1 }));
  const own = ownSentences();
  const patterned = patternSentences();
  if (values.folds === undefined) {
    writeFileSync(values.out, `${JSON.stringify(weightsOf([...own, ...patterned, ...others]))}\n`);
    console.log(
      `${own.length} sentences of ours, ${patterned.length} by pattern, ${others.length} others, ${values.out} written.`,
    );
  } else crossValidate(own, [...patterned, ...others], Number(values.folds));
}

function rulesHear(text: string): string | null {
  const meant = meantOf(text);
  return asksForPersonZh(meant) ?? asksForPersonEn(meant);
}

function meantOf(text: string): string {
  return meantText(foldText(text));
}

function crossValidate(own: readonly Sentence[], others: readonly Sentence[], folds: number): void {
  const counts = { zh: newCounts(), en: newCounts() };
  let alarms = 0;
  let looked = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const held = ({ text }: Sentence) => hashText(text, 5) % folds === fold;
    const texts = new Set(own.filter(held).map(({ text }) => text));
    const weights = readWeights(weightsOf([...own, ...others].filter((one) => !texts.has(one.text) && !held(one))));
    for (const { text, asks } of own.filter(held)) {
      const count = counts[/\p{Script=Han}/u.test(text) ? 'zh' : 'en'];
      const fitted = likelyRequest(meantOf(text), weights) !== null;
      count[asks ? 'asks' : 'other'] += 1;
      if (fitted) count[asks ? 'fittedRight' : 'fittedWrong'] += 1;
      if (fitted || rulesHear(text) !== null) count[asks ? 'right' : 'wrong'] += 1;
    }
    const quiet = others.filter((one) => !one.asks && held(one));
    alarms += quiet.filter(({ text }) => likelyRequest(meantOf(text), weights) !== null).length;
    looked += quiet.length;
  }
  for (const [language, count] of Object.entries(counts)) {
    const share = (right: number, wrong: number) =>
      `recall ${(right / count.asks).toFixed(3)}, precision ${(right / (right + wrong)).toFixed(3)}`;
    console.log(
      `${language}: ${count.asks} ask, ${count.other} do not; fitted alone ${share(count.fittedRight, count.fittedWrong)}; with the rules, which know these lists in part, ${share(count.right, count.wrong)}`,
    );
  }
  console.log(`${alarms} of ${looked} other sentences taken for a request.`);
}

function newCounts() {
  return { asks: 0, other: 0, fittedRight: 0, fittedWrong: 0, right: 0, wrong: 0 };
}

function weightsOf(sentences: readonly Sentence[]): WeightsFile {
  const rows = sentences.flatMap(({ text, asks, weight }) => {
    const names = requestFeatures(meantOf(text));
    return names === null ? [] : [{ names, asks, weight }];
  });
  const counts = new Map<number, number>();
  for (const { names } of rows) for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= MIN_COUNT).map(([name]) => name);
  const columns = new Map(kept.map((name, column) => [name, column]));
  const start = new Int32Array(rows.length + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (const [at, { names }] of rows.entries()) {
    for (const name of names) {
      const index = columns.get(name);
      if (index === undefined) continue;
      column.push(index);
      value.push(1 / Math.sqrt(names.size));
    }
    start[at + 1] = column.length;
  }
  const sparse: SparseRows = {
    start,
    column: Int32Array.from(column),
    value: Float32Array.from(value),
    columns: columns.size,
    target: Float64Array.from(rows, ({ asks }) => (asks ? 1 : 0)),
    weight: Float64Array.from(rows, ({ weight }) => weight),
  };
  const fitted = fitLogistic(sparse, Int32Array.from(rows.keys()), PENALTY, MAX_STEPS);
  const weights = kept.map((name, at) => [name, fitted[at] ?? 0] as const);
  const largest = Math.max(...weights.map(([, weight]) => Math.abs(weight)));
  return packWeights(
    fitted[columns.size] ?? 0,
    new Map(weights.filter(([, weight]) => Math.abs(weight) > NEGLIGIBLE * largest)),
  );
}
