import { isOpen, type ReasonCode, readDeskSettings } from '../../handoff/index.ts';
import type { Database } from '../../storage/index.ts';
import type { Utterance } from '../burst.ts';
import type { Conversation } from '../conversation.ts';
import type { Decision, Mind } from './mind.ts';
import { COMPLAINT_FLOWS, type Mood } from './mood.ts';

/**
 * Whether a complaint that begins, or is under way, goes before the person whom anger alone calls: it gets a number and
 * deadlines, and a complaint is displeased by its nature. With somebody at the desk that holds as long as no word of
 * anger was said outright; with nobody there always, because "leave your message here" would give neither.
 */
export async function complainsFirst(
  { db, mind }: { db: Database; mind: Mind },
  { memory }: Conversation,
  heard: { utterances: readonly Utterance[]; mood: Mood; urgent: Decision },
  now: number,
): Promise<boolean> {
  const need = heard.urgent.effects.find((effect) => effect.kind === 'need-person');
  if (need?.reasons.some((reason) => reason !== 'frustrated')) return false;
  const cued = heard.utterances.flatMap(({ content }) =>
    content.kind === 'text' ? (mind.flows.library.cued(content.text) ?? []) : [],
  );
  const flows = [memory.flow?.flow ?? '', ...cued].filter((flow) => COMPLAINT_FLOWS.has(flow));
  if (flows.includes('complaint') && !isOutspoken(heard.mood)) return true;
  return flows.length > 0 && !isOpen((await readDeskSettings(db)).hours, now);
}

/** What is said outright, and no fitted weight has to be believed. */
const OUTSPOKEN: ReadonlySet<ReasonCode> = new Set([
  'insult',
  'anger',
  'shouting',
  'threat_chargeback',
  'threat_public',
  'threat_leave',
]);

function isOutspoken({ judged }: Mood): boolean {
  return judged.some(({ assessment }) => assessment.reasons.some(({ code }) => OUTSPOKEN.has(code)));
}
