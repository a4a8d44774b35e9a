import type { Flow } from '../engine/flow.ts';
import type { FlowRun } from '../engine/run.ts';
import { type Snapshot, versionKey } from './snapshot.ts';

/** How a stored run goes on. `handoff`: the file says so, or its version is nowhere to be found. */
export type Resolved = { kind: 'go-on'; flow: Flow; run: FlowRun } | { kind: 'handoff'; flow: Flow | null };

/** A run keeps the version that it began with, unless the newest version of the file decides otherwise. */
export function resolveVersion(snapshot: Snapshot, run: FlowRun): Resolved {
  const own = snapshot.versions.get(versionKey(run.flow, run.version));
  const newest = snapshot.current.get(run.flow);
  if (newest === undefined || newest.version === run.version)
    return own ? { kind: 'go-on', flow: own, run } : { kind: 'handoff', flow: newest ?? null };
  const rule = newest.definition.on_new_version;
  if (rule === 'handoff') return { kind: 'handoff', flow: newest };
  if (rule === 'finish') return own ? { kind: 'go-on', flow: own, run } : { kind: 'handoff', flow: newest };
  const moved = migrate(newest, run, rule.migrate);
  if (moved) return { kind: 'go-on', flow: newest, run: moved };
  return own ? { kind: 'go-on', flow: own, run } : { kind: 'handoff', flow: newest };
}

/** Null while a port is being asked, or when the new version has no such step: then the old version ends it. */
function migrate(
  flow: Flow,
  run: FlowRun,
  rule: { steps: Record<string, string>; slots: Record<string, string> },
): FlowRun | null {
  if (run.state.kind === 'calling' || run.state.kind === 'nested') return null;
  const step = rule.steps[run.step] ?? run.step;
  if (flow.steps.get(step)?.kind !== 'ask') return null;
  const slotName = (name: string) => rule.slots[name] ?? name;
  const stepName = (name: string) => rule.steps[name] ?? name;
  return {
    ...run,
    version: flow.version,
    step,
    slots: Object.fromEntries(Object.entries(run.slots).map(([name, value]) => [slotName(name), value])),
    volunteered: run.volunteered.map(slotName),
    trail: run.trail.map(stepName).filter((name) => flow.steps.has(name)),
    done: run.done.map((entry) => entry.replace(/^[^=]+/, stepName)),
  };
}
