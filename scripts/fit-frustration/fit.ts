/**
 * Fits the weights that the product ships:
 *   node scripts/fit-frustration/fit.ts --data DIR [--out FILE]
 * DIR holds the sets named in read-sets.ts. The same sets give the same file. Takes a few minutes on one core.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { featuresOf, fitWeights } from './fit-weights.ts';
import { readSets } from './read-sets.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string', default: 'src/handoff/frustration/weights.generated.json' },
  },
});
if (values.data === undefined) {
  console.error('Say where the sets are: node scripts/fit-frustration/fit.ts --data DIR');
  process.exitCode = 64;
} else {
  const examples = readSets(values.data);
  const file = fitWeights(examples, examples.map(featuresOf));
  writeFileSync(values.out, `${JSON.stringify(file)}\n`);
  console.log(`${examples.length} turns, ${values.out} written.`);
}
