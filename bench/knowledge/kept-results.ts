import { readFile, writeFile } from 'node:fs/promises';
import type { Outcome } from '../knowledge.ts';

export interface SetOutcomes {
  set: string;
  outcomes: { system: string; measured: Measured; outcome: Outcome }[];
}

/** When a row was measured, and the load of the machine just before (null: not noted): times of a busy one are long. */
export interface Measured {
  on: string;
  load: number | null;
}

const FILE = new URL('results.json', import.meta.url);

/** What was measured before; nothing when there is no file yet. */
export async function readKeptResults(): Promise<SetOutcomes[]> {
  const text = await readFile(FILE, 'utf8').catch(() => '[]');
  return JSON.parse(text) as SetOutcomes[];
}

export async function writeKeptResults(all: readonly SetOutcomes[]): Promise<void> {
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/** With the new rows of a set in place of the old ones of the same systems, in the order of `systems`. */
export function withNew(all: readonly SetOutcomes[], fresh: SetOutcomes, systems: readonly string[]): SetOutcomes[] {
  const before = all.find(({ set }) => set === fresh.set)?.outcomes ?? [];
  const staying = before.filter(({ system }) => !fresh.outcomes.some((each) => each.system === system));
  const outcomes = [...staying, ...fresh.outcomes].sort(
    (a, b) => systems.indexOf(a.system) - systems.indexOf(b.system),
  );
  const isKnown = all.some(({ set }) => set === fresh.set);
  return isKnown
    ? all.map((each) => (each.set === fresh.set ? { set: fresh.set, outcomes } : each))
    : [...all, { set: fresh.set, outcomes }];
}
