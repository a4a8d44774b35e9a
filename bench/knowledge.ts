/**
 * Warmline's retrieval beside its offline peers, one process per system and set, one after the other. Sets are the
 * folders below `--sets DIR` or WARMLINE_FAQ_SETS (default: ../shared/data/faq when it is there) and the repository's
 * own fixtures. Writes docs/benchmarks.md with its chart. `--only NAME` runs the sets whose name contains NAME and
 * `--systems a,b` some systems: the other rows stay as they were measured before (bench/knowledge/results.json).
 * `--questions N` sets the size of the crowded base.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawChart } from './knowledge/chart.ts';
import { readKeptResults, type SetOutcomes, withNew, writeKeptResults } from './knowledge/kept-results.ts';
import { benchmarksPage, tableOf } from './knowledge/page.ts';
import type { SystemReport } from './knowledge/run-system.ts';

export type Outcome = { kind: 'done'; report: SystemReport } | { kind: 'unfinished'; why: string };

const SYSTEMS = ['warmline', 'minisearch', 'orama', 'flexsearch', 'wink-bm25', 'natural', 'node-nlp'];
/** A peer that is not done by then is reported as unfinished: its build grows with the square of the entries. */
const TIME_LIMIT_MS = 300_000;
/** At this size only systems whose build is linear are tried. */
const CROWDED_SYSTEMS = ['warmline', 'minisearch', 'orama', 'flexsearch', 'wink-bm25'];

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: process.env['WARMLINE_FAQ_SETS'] ?? join(root, '../shared/data/faq') },
    only: { type: 'string', default: '' },
    systems: { type: 'string', default: SYSTEMS.join(',') },
    questions: { type: 'string', default: '100000' },
  },
});

const wanted = values.systems.split(',');
let all: SetOutcomes[] = await readKeptResults();
for (const [set, place] of listSets()) {
  if (!set.includes(values.only)) continue;
  const able = place.startsWith('crowded:') ? CROWDED_SYSTEMS : SYSTEMS;
  const outcomes: SetOutcomes['outcomes'] = [];
  for (const system of able.filter((each) => wanted.includes(each))) {
    const measured = { on: new Date().toISOString().slice(0, 10), load: Number(loadavg()[0]?.toFixed(1)) };
    outcomes.push({ system, measured, outcome: await measure(system, place) });
  }
  all = withNew(all, { set, outcomes }, SYSTEMS);
  await writeKeptResults(all);
  console.log(`\n${tableOf({ set, outcomes })}`);
}
await writeFile(join(root, 'docs/pictures/benchmark-recall.svg'), drawChart(all));
await writeFile(join(root, 'docs/benchmarks.md'), benchmarksPage(all));

function listSets(): [set: string, place: string][] {
  const folders = [values.sets, join(root, 'test/fixtures/faq')].filter((folder) => existsSync(folder));
  const sets = folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((set): [string, string] => [set, join(folder, set)]),
  );
  return [...sets, [`crowded-${values.questions}`, `crowded:${values.questions}`]];
}

function measure(system: string, place: string): Promise<Outcome> {
  const script = fileURLToPath(new URL('knowledge/run-system.ts', import.meta.url));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, system, place], { stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const line = output.trim().split('\n').at(-1) ?? '';
      if (code === 0 && line.startsWith('{')) resolve({ kind: 'done', report: JSON.parse(line) as SystemReport });
      else if (signal) resolve({ kind: 'unfinished', why: `not done after ${TIME_LIMIT_MS / 1000} s` });
      else resolve({ kind: 'unfinished', why: errors.trim().split('\n').at(-1) ?? `exit code ${code}` });
    });
  });
}
