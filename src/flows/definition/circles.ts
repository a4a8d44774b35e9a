import type { FlowDefinition } from '../engine/definition.ts';
import { targetsOf } from '../engine/steps/step.ts';

/**
 * Circles that could be walked for ever without anybody being asked. An `ask` breaks a circle only when it asks each
 * time (`again`), because one that asks once is passed over in the second round.
 */
export function circlesWithoutWait(flow: FlowDefinition): string[][] {
  const edges = new Map<string, string[]>();
  flow.steps.forEach((step, index) => {
    const waits = step.kind === 'ask' && step.again && step.when === undefined;
    const targets = targetsOf(step, flow.steps[index + 1]?.id ?? null).map((target) => target.step);
    edges.set(step.id, waits ? [] : targets);
  });
  const circles: string[][] = [];
  const settled = new Set<string>();
  for (const step of flow.steps) follow(step.id, [], edges, settled, circles);
  return circles;
}

function follow(
  id: string,
  path: readonly string[],
  edges: ReadonlyMap<string, readonly string[]>,
  settled: Set<string>,
  circles: string[][],
): void {
  const at = path.indexOf(id);
  if (at >= 0) {
    circles.push(path.slice(at));
    return;
  }
  if (settled.has(id)) return;
  for (const next of edges.get(id) ?? []) follow(next, [...path, id], edges, settled, circles);
  settled.add(id);
}
