import { isOpen, readDeskSettings } from '../../handoff/index.ts';
import type { Database } from '../../storage/index.ts';
import type { Utterance } from '../burst.ts';
import type { Conversation } from '../conversation.ts';
import type { Decision, Mind } from './mind.ts';
import { COMPLAINT_FLOWS } from './mood.ts';

/**
 * Whether a complaint that begins, or is under way, goes before the person whom anger alone calls. Only while nobody is
 * at the desk: then the complaint gets a number and deadlines at once, and "leave your message here" would give neither.
 */
export async function complainsFirst(
  { db, mind }: { db: Database; mind: Mind },
  { memory }: Conversation,
  utterances: readonly Utterance[],
  urgent: Decision,
  now: number,
): Promise<boolean> {
  const need = urgent.effects.find((effect) => effect.kind === 'need-person');
  if (need?.reasons.some((reason) => reason !== 'frustrated')) return false;
  const flows = utterances.flatMap(({ content }) =>
    content.kind === 'text' ? (mind.flows.library.cued(content.text) ?? []) : [],
  );
  const complains = [memory.flow?.flow ?? '', ...flows].some((flow) => COMPLAINT_FLOWS.has(flow));
  return complains && !isOpen((await readDeskSettings(db)).hours, now);
}
