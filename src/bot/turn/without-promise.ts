import { isOpen, readDeskSettings } from '../../handoff/index.ts';
import type { Database } from '../../storage/index.ts';
import type { Decision } from './mind.ts';

/**
 * Outside of office hours a flow that brings a person in does not say "a colleague is coming" first: only the honest
 * sentence is said, with the time at which somebody will be there.
 */
export async function withoutPromise(db: Database, decision: Decision, now: number): Promise<Decision> {
  const at = decision.effects.findIndex((effect) => effect.kind === 'flow' && effect.effect.kind === 'handoff');
  if (at < 1 || decision.effects[at - 1]?.kind !== 'say') return decision;
  if (isOpen((await readDeskSettings(db)).hours, now)) return decision;
  return { ...decision, effects: decision.effects.toSpliced(at - 1, 1) };
}
