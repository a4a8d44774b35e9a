import { type Choice, ChoiceId, EntryId, Locale } from '../../core/index.ts';
import { refuses } from '../../knowledge/index.ts';

/** What a pressed button means. The text form is what travels through the platform and comes back. */
export type Pressed =
  | { kind: 'entry'; entry: EntryId }
  | { kind: 'flow'; flow: string }
  | { kind: 'none-of-these' }
  | { kind: 'feedback'; entry: EntryId; helpful: boolean }
  | { kind: 'suggestion'; index: number }
  | { kind: 'person' }
  /** Damage, delay or refund, said in anger: dealt with before the others. */
  | { kind: 'fast-lane' }
  /** Does not want to wait for a person any longer. */
  | { kind: 'leave-queue' }
  | { kind: 'locale'; locale: Locale }
  /** Wants no more messages of this topic ('care' is all but their own orders), or wants them again. */
  | { kind: 'stop'; topic: string }
  /** What is to be done about a delay that we told of. */
  | { kind: 'alert'; choice: string; alert: string }
  | { kind: 'subscribe' };

export function choiceId(pressed: Pressed): ChoiceId {
  switch (pressed.kind) {
    case 'entry':
      return ChoiceId.parse(`kb:${pressed.entry}`);
    case 'flow':
      return ChoiceId.parse(`flow:${pressed.flow}`);
    case 'none-of-these':
      return ChoiceId.parse('kb-none');
    case 'feedback':
      return ChoiceId.parse(`fb:${pressed.helpful ? 'y' : 'n'}:${pressed.entry}`);
    case 'suggestion':
      return ChoiceId.parse(`ask:${pressed.index}`);
    case 'person':
    case 'fast-lane':
    case 'leave-queue':
    case 'subscribe':
      return ChoiceId.parse(pressed.kind);
    case 'alert':
      return ChoiceId.parse(`al:${pressed.choice}:${pressed.alert}`);
    case 'stop':
      return ChoiceId.parse(`stop:${pressed.topic}`);
    case 'locale':
      return ChoiceId.parse(`lang:${pressed.locale}`);
    default:
      return pressed satisfies never;
  }
}

/** Null for an id of an older version or of nobody. */
export function pressedChoice(id: ChoiceId): Pressed | null {
  if (id === 'kb-none') return { kind: 'none-of-these' };
  if (id === 'person') return { kind: 'person' };
  if (id === 'fast-lane') return { kind: 'fast-lane' };
  if (id === 'leave-queue') return { kind: 'leave-queue' };
  if (id === 'subscribe') return { kind: 'subscribe' };
  const [, kind = '', rest = ''] = /^(kb|flow|fb|ask|lang|stop|al):(.+)$/.exec(id) ?? [];
  switch (kind) {
    case 'kb':
      return { kind: 'entry', entry: EntryId.parse(rest) };
    case 'flow':
      return { kind: 'flow', flow: rest };
    case 'fb':
      return /^[yn]:./.test(rest)
        ? { kind: 'feedback', helpful: rest.startsWith('y'), entry: EntryId.parse(rest.slice(2)) }
        : null;
    case 'ask':
      return /^\d{1,2}$/.test(rest) ? { kind: 'suggestion', index: Number(rest) } : null;
    case 'stop':
      return /^[a-z][a-z0-9-]{0,31}$/.test(rest) ? { kind: 'stop', topic: rest } : null;
    case 'al': {
      const [, choice, alert] = /^([a-z]+):(\w+)$/.exec(rest) ?? [];
      return choice && alert ? { kind: 'alert', choice, alert } : null;
    }
    case 'lang': {
      const locale = Locale.safeParse(rest);
      return locale.success ? { kind: 'locale', locale: locale.data } : null;
    }
    default:
      return null;
  }
}

/** What says no among the choices that were offered: "none of these", or "not helpful" under an answer. */
function refusal(offered: readonly Choice[]): Choice | null {
  return (
    offered.find(({ id }) => {
      const pressed = pressedChoice(id);
      return pressed?.kind === 'none-of-these' || (pressed?.kind === 'feedback' && !pressed.helpful);
    }) ?? null
  );
}

const DIGIT_FORMS = /^[(（[]?\s*(\d{1,2}|[①-⑳])\s*[)）\].。、]?$/u;

/** Understands "2", "2." or the label itself, typed instead of pressed, and words that refuse what was offered. */
export function typedChoice(text: string, offered: readonly Choice[]): Choice | null {
  const typed = text.trim().normalize('NFKC').toLowerCase();
  const number = DIGIT_FORMS.exec(typed)?.[1];
  if (number) return offered[Number(number) - 1] ?? null;
  const named = offered.find((choice) => choice.label.trim().normalize('NFKC').toLowerCase() === typed);
  return named ?? (refuses(text) ? refusal(offered) : null);
}
