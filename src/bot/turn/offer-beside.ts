import type { Choice, Reply } from '../../core/index.ts';
import { pressedChoice } from './choices.ts';
import type { Effect } from './effect.ts';

type Said = Extract<Effect, { kind: 'say' }>;

/**
 * An offer in one voice with the question of a dialogue: its words lead over to the question, its buttons stand behind
 * the question's own, so that a typed number still means what it meant. Null where nothing is said that it could join.
 */
export function offerBeside(effects: readonly Effect[], lead: string, choices: readonly Choice[]): Effect[] | null {
  const at = effects.findLastIndex((effect) => effect.kind === 'say');
  const said = effects[at];
  if (said?.kind !== 'say' || said.reply.kind === 'media') return null;
  return effects.with(at, { kind: 'say', reply: joined(said.reply, lead, choices) } satisfies Said);
}

/** The dialogue's question has the way to a person among its options already. */
const FLOWS_OWN_WAY = /^f:.*:-?person$/;

function joined(reply: Exclude<Reply, { kind: 'media' }>, lead: string, choices: readonly Choice[]): Reply {
  const question = reply.kind === 'text' ? reply.markdown : reply.prompt;
  const own = reply.kind === 'text' ? [] : reply.choices;
  const named = own.some(({ id }) => FLOWS_OWN_WAY.test(id));
  const added = choices.filter(({ id }) => !(named && pressedChoice(id)?.kind === 'person'));
  return { kind: 'choices', prompt: `${lead}\n\n${question}`, choices: [...own, ...added] };
}
