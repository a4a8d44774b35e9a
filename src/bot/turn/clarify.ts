import type { Choice } from '../../core/index.ts';
import type { Source } from '../../knowledge/index.ts';
import { choiceId } from './choices.ts';
import type { Decision, Mind, TurnState } from './mind.ts';

/** Button labels are cut here; the full question stands in the article. */
const LONGEST_LABEL = 60;

/** Asks back with the nearest questions and ways as choices. */
export function clarify(
  { words }: Pick<Mind, 'words'>,
  { locale, memory }: TurnState,
  question: string,
  nearest: readonly Source[],
): Decision {
  const none = { id: choiceId({ kind: 'none-of-these' }), label: words.say(locale, 'noneOfThese') };
  const reply = {
    kind: 'choices' as const,
    prompt: words.say(locale, 'clarify'),
    choices: [...nearest.map(choiceOf), none],
  };
  return { locale, memory: { ...memory, clarifying: question }, effects: [{ kind: 'say', reply }] };
}

function choiceOf(source: Source): Choice {
  const id =
    source.route === undefined
      ? choiceId({ kind: 'entry', entry: source.entry })
      : choiceId({ kind: 'flow', flow: source.route });
  return { id, label: shorten(source.question) };
}

export function shorten(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST_LABEL ? text : `${letters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
