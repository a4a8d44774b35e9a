/**
 * Measures what the shipped method reaches on turns that it was not fitted on, through the product's own scoring:
 *   node scripts/fit-frustration/cross-validate.ts --data DIR [--folds 5] [--leave-out] [--json FILE]
 * Folds hold whole dialogues. With --leave-out each set in turn is scored by weights fitted on the other sets only.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LabelledDialogue, parseDialogues } from '../../src/handoff/frustration/dialogues.ts';
import { evaluateFrustration, type TurnResult } from '../../src/handoff/frustration/evaluate.ts';
import { hashText } from '../../src/handoff/frustration/hash.ts';
import { readWeights } from '../../src/handoff/frustration/weights.ts';
import { featuresOf, fitWeights } from './fit-weights.ts';
import { reportOf } from './held-out-report.ts';
import { readSets, SETS, type SetName } from './read-sets.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    folds: { type: 'string', default: '5' },
    'leave-out': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const data = values.data;
if (data === undefined) {
  console.error('Say where the sets are: node scripts/fit-frustration/cross-validate.ts --data DIR');
  process.exitCode = 64;
} else {
  const folds = Number(values.folds);
  const examples = readSets(data);
  const featured = examples.map(featuresOf);
  const dialogues = new Map(SETS.map((set) => [set, readDialogues(data, set)]));
  const parts = values['leave-out'] ? SETS.length : folds;
  const partOf = (set: SetName, dialogue: string) =>
    values['leave-out'] ? SETS.indexOf(set) : hashText(dialogue, 99) % folds;
  const results = new Map<SetName, TurnResult[]>(SETS.map((set) => [set, []]));
  for (let part = 0; part < parts; part += 1) {
    const use = [...examples.keys()].filter((at) => {
      const example = examples[at];
      return example !== undefined && partOf(example.set, example.dialogue) !== part;
    });
    const pick = <T>(rows: readonly T[]) => use.flatMap((at) => rows[at] ?? []);
    const weights = readWeights(fitWeights(pick(examples), pick(featured)));
    for (const [set, all] of dialogues) {
      const held = all.filter(({ id }) => partOf(set, id) === part);
      results.get(set)?.push(...evaluateFrustration({ dialogues: held }, weights).results);
    }
  }
  const reports = [...results].map(([set, rows]) => ({ set, ...reportOf(dialogues.get(set) ?? [], rows) }));
  for (const report of reports) console.log(JSON.stringify(report));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ reports, results: [...results] })}\n`);
}

function readDialogues(directory: string, set: SetName): LabelledDialogue[] {
  const path = join(directory, `${set}.jsonl`);
  return parseDialogues(readFileSync(path, 'utf8'), path);
}
