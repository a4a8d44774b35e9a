/** One system on one set in a process of its own: `node run-system.ts SYSTEM SET_DIRECTORY`. Prints one line of JSON. */
import { join } from 'node:path';
import { evaluate, type QualityReport } from '../../src/knowledge/evaluation/evaluate.ts';
import { loadEvaluationSet } from '../../src/knowledge/evaluation/evaluation-set.ts';
import { crowdedSet } from './crowded-set.ts';
import type { System } from './system.ts';

export interface SystemReport {
  quality: QualityReport;
  entries: number;
  buildMs: number;
  peakMemoryMb: number;
}

const [name = '', directory = ''] = process.argv.slice(2);
const { system } = (await import(`./peers/${name}.ts`)) as { system: System };
const { entries, queries } = directory.startsWith('crowded:')
  ? crowdedSet(Number(directory.slice('crowded:'.length)))
  : await loadEvaluationSet({ kb: join(directory, 'kb.jsonl'), queries: join(directory, 'queries.jsonl') });
const write = process.stdout.write.bind(process.stdout);
// node-nlp reports its epochs on stdout.
console.log = () => {};
const start = performance.now();
const ask = await system.build(entries);
const buildMs = performance.now() - start;
const { quality } = await evaluate(ask, queries);
const report: SystemReport = {
  quality,
  entries: entries.length,
  buildMs,
  peakMemoryMb: process.resourceUsage().maxRSS / 1024,
};
write(`${JSON.stringify(report)}\n`, () => process.exit(0));
