/**
 * Fits src/knowledge/retrieval/confidence-weights.generated.json and says how it does on families that it was not fitted on.
 * Run from the root: `WARMLINE_FAQ_SETS=dir node bench/fit/fit-confidence.ts [--write]`. About two minutes.
 */
import { writeFileSync } from 'node:fs';
import { areaUnderRoc, coverageAtRisk, type Outcome } from '../../src/knowledge/evaluation/metrics.ts';
import type { ConfidenceWeights } from '../../src/knowledge/retrieval/confidence.ts';
import { createNetwork, type NetworkWeights } from '../../src/knowledge/retrieval/small-network.ts';
import { answerThreshold } from '../../src/knowledge/retrieval/threshold.ts';
import { type FittingBase, gatherExamples, type Judged } from './gather-examples.ts';
import { type Example, trainNetwork } from './network-training.ts';

const SETTINGS = { hidden: 6, epochs: 12, decay: 1e-3, rate: 0.01, withNone: true };
const SEEDS = [1, 2, 3];
const QUESTIONS_PER_BASE = 600;
/** How much "is there an answer at all" counts beside "is the first right" while fitting; calibrated away after. */
const ANSWERABLE_SHARE = 0.55;

const directory = process.env['WARMLINE_FAQ_SETS'] ?? '../shared/data/faq';
const bases = await gatherExamples(directory);
const whole = bases.filter(({ variant }) => variant === 'whole');

const rows = [...new Set(bases.map(({ family }) => family))].flatMap((family) => {
  const weights = fitOn(bases.filter((base) => base.family !== family));
  return whole.filter((base) => base.family === family).map((base) => judge(base, weights));
});
console.log('Each family judged by weights fitted without it:');
report(rows);
const final = fitOn(bases);
console.log('Fitted on all:');
report(whole.map((base) => judge(base, final)));
if (process.argv.includes('--write')) {
  const path = new URL('../../src/knowledge/retrieval/confidence-weights.generated.json', import.meta.url);
  writeFileSync(path, `${JSON.stringify(final)}\n`);
}

function fitOn(from: readonly FittingBase[]): ConfidenceWeights {
  const first = SEEDS.map((seed) =>
    trainNetwork(
      examples(from, (each) => [
        [each.right, 1 - ANSWERABLE_SHARE],
        [each.answerable, ANSWERABLE_SHARE],
      ]),
      { ...SETTINGS, seed },
    ),
  );
  const three = [
    trainNetwork(
      examples(from, (each) => [[each.inThree, 1]]),
      { ...SETTINGS, seed: 1 },
    ),
  ];
  return {
    first: { members: first, ...calibrate(from, first, (each) => each.right) },
    three: { members: three, ...calibrate(from, three, (each) => each.inThree) },
  };
}

/** Every base weighs the same, a cut one half as much. */
function examples(from: readonly FittingBase[], labels: (each: Judged) => [boolean, number][]): Example[] {
  return from.flatMap(({ questions, variant }) => {
    const step = Math.max(1, questions.length / QUESTIONS_PER_BASE);
    const used = questions.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
    const weight = (variant === 'whole' ? 1 : 0.5) * Math.min(2, QUESTIONS_PER_BASE / used.length);
    return used.flatMap((each) =>
      labels(each).map(([label, share]) => ({
        features: [each.features],
        target: label ? 0 : -1,
        weight: weight * share,
      })),
    );
  });
}

/** Platt scaling by gradient descent over the same examples, weighted alike. */
function calibrate(from: readonly FittingBase[], members: readonly NetworkWeights[], label: (each: Judged) => boolean) {
  const network = createNetwork(members);
  const points = examples(from, (each) => [[label(each), 1]]).map(({ features, target, weight }) => ({
    x: network(features[0] as Float32Array),
    y: target === 0 ? 1 : 0,
    weight,
  }));
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  let scale = 1;
  let shift = 0;
  for (let round = 0; round < 800; round += 1) {
    let forScale = 0;
    let forShift = 0;
    for (const { x, y, weight } of points) {
      const error = (weight * (1 / (1 + Math.exp(-(scale * x + shift))) - y)) / total;
      forScale += error * x;
      forShift += error;
    }
    scale -= 0.5 * forScale;
    shift -= 0.5 * forShift;
  }
  return { scale: Number(scale.toFixed(4)), shift: Number(shift.toFixed(4)) };
}

interface Row {
  set: string;
  auroc: number | null;
  at: { maxWrong: number; threshold: number; wrong: number; answered: number }[];
  floors: { floor: number; wrong: number; answered: number }[];
  could: number;
  clarify: { share: number; hit: number };
}

function judge(base: FittingBase, weights: ConfidenceWeights): Row {
  const first = chance(weights.first);
  const three = chance(weights.three);
  const outcomes: Outcome[] = base.questions.map((each) => ({
    decision: 'none',
    confidence: first(each.features),
    rank: each.right ? 1 : null,
    answerable: each.answerable,
  }));
  const tested = {
    strangers: base.strangers.map(first),
    own: base.own.map(({ features, right }) => ({ confidence: first(features), isRight: right })),
  };
  const share = (threshold: number) => {
    const answered = outcomes.filter(({ confidence }) => confidence >= threshold);
    const wrong = answered.filter((each) => each.rank !== 1).length / (answered.length || 1);
    return { wrong, answered: answered.length / outcomes.length };
  };
  const threshold = answerThreshold(0.05, tested);
  const rest = base.questions.filter((_, i) => (outcomes[i]?.confidence ?? 0) < threshold);
  const clarified = rest.filter((each) => three(each.features) >= 0.6);
  return {
    set: base.set,
    auroc: areaUnderRoc(outcomes),
    at: [0.02, 0.05, 0.1].map((maxWrong) => {
      const at = answerThreshold(maxWrong, tested);
      return { maxWrong, threshold: at, ...share(at) };
    }),
    floors: [0.5, 0.6, 0.7, 0.75, 0.8, 0.9].map((floor) => ({ floor, ...share(floor) })),
    could: coverageAtRisk(0.05, outcomes),
    clarify: {
      share: clarified.length / base.questions.length,
      hit: clarified.filter(({ inThree }) => inThree).length / (clarified.length || 1),
    },
  };
}

function chance({ members, scale, shift }: ConfidenceWeights['first']): (features: Float32Array) => number {
  const network = createNetwork(members);
  return (features) => 1 / (1 + Math.exp(-(scale * network(features) + shift)));
}

function report(all: readonly Row[]): void {
  for (const { set, auroc, at, could, clarify } of all) {
    const marks = at.map(
      ({ maxWrong, threshold, wrong, answered }) =>
        `at ${maxWrong * 100} %: from ${threshold.toFixed(2)} ${percent(wrong)} wrong of ${percent(answered)}`,
    );
    console.log(
      `${set.padEnd(24)} AUROC ${auroc?.toFixed(3) ?? '  –  '}  ${marks.join(', ')}; could ${percent(could)}; clarify ${percent(clarify.share)} (${percent(clarify.hit)} hit)`,
    );
  }
  const aurocs = all.flatMap(({ auroc }) => (auroc === null ? [] : [auroc]));
  console.log(`mean AUROC ${mean(aurocs).toFixed(4)}`);
  for (const i of [0, 1, 2]) {
    const marks = all.map(({ at }) => at[i]);
    console.log(
      `mean at ${[2, 5, 10][i]} %: ${percent(mean(marks.map((each) => each?.wrong ?? 0)))} wrong of ${percent(mean(marks.map((each) => each?.answered ?? 0)))}`,
    );
  }
  const floors = all[0]?.floors.map(({ floor }, i) => {
    const wrong = mean(all.map((row) => row.floors[i]?.wrong ?? 0));
    const answered = mean(all.map((row) => row.floors[i]?.answered ?? 0));
    return `${floor}: ${percent(wrong)} of ${percent(answered)}`;
  });
  console.log(`mean by plain floor: ${floors?.join(', ')}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
