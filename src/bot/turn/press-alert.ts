import { type Effect, say } from './effect.ts';
import { startFlow } from './flow-steps.ts';
import { type Cause, type Decision, followedBy, type Mind, reply, type TurnState } from './mind.ts';

/** A choice under a delay alert: answered at once, done by the dialogues and wishes that are there anyway. */
export async function reactToAlert(
  mind: Mind,
  state: TurnState,
  cause: Cause,
  { choice, alert }: { choice: string; alert: string },
): Promise<Decision> {
  const pressed = (await mind.alerts?.pressed(choice, alert, cause.party.customer)) ?? null;
  if (pressed === null) return reply(state, mind.words.say(state.locale, 'gone'));
  const chosen: Effect = { kind: 'alert-choice', pressed };
  const words = mind.alerts?.reply(pressed, state.locale) ?? null;
  if (words !== null) return { ...state, effects: [chosen, say(words)] };
  const next =
    pressed.choice === 'person'
      ? { flow: 'person' }
      : { flow: 'order-progress', text: mind.words.say(state.locale, 'alertAddress', { order: pressed.order.number }) };
  return followedBy({ effects: [chosen] }, await startFlow(mind, state, cause, next));
}
