import { hotlinesIn, WarmlineError } from '../../core/index.ts';
import { courseOf } from './course.ts';
import { MAX_READ } from './fold.ts';
import { type MoodLanguage, moodLanguage } from './language.ts';
import { asRead } from './read-turn.ts';
import type { Manner, Signals } from './signals.ts';
import type { Talk } from './talk.ts';

/** Turns that are looked back on. A talk longer than this is judged by its last part. */
const MAX_TURNS = 80;

/**
 * Takes the signals of the talk's last turn from what came before and at that turn.
 * Throws WarmlineError INTERNAL when the last turn is not the customer's.
 */
export function readTalk(talk: Talk): Signals {
  const last = talk.turns.at(-1);
  if (last?.role !== 'user') throw new WarmlineError('INTERNAL', 'readTalk: the last turn must be the customer’s.');
  const turns = talk.turns.slice(-MAX_TURNS).map(asRead);
  const language = languageOfTalk(talk);
  return {
    language,
    text: turns.at(-1)?.folded ?? '',
    hotlines: hotlinesIn(last.text.slice(0, MAX_READ)).join(' '),
    manner: mannerOf(last.text.slice(0, MAX_READ)),
    course: courseOf(turns, language),
    facts: { ...talk.facts },
  };
}

/** The message's own language; if it does not tell, that of the customer's last words; if those neither, the locale. */
function languageOfTalk({ turns, locale }: Talk): MoodLanguage {
  const said = turns.filter(({ role }) => role === 'user').map(({ text }) => text);
  const current = said.at(-1) ?? '';
  const byLocale: MoodLanguage = locale === 'en' || (locale === undefined && /[a-z]/i.test(current)) ? 'en' : 'zh';
  return moodLanguage(current, moodLanguage(said.slice(-4, -1).join(' '), byLocale));
}

function mannerOf(raw: string): Manner {
  return {
    exclamations: raw.match(/[!！]/g)?.length ?? 0,
    questionMarks: raw.match(/[?？]/g)?.length ?? 0,
    pressed: /[?？]{2,}|[!！]{2,}|[?!？！]{3,}/.test(raw),
    ellipsis: /\.\.|。。|…/.test(raw),
    shouted: raw.match(/\b[A-Z]{3,}\b/g)?.length ?? 0,
    startsLower: /^[a-z]/.test(raw),
    endsPunctuated: /[.!?。！？]$/.test(raw),
  };
}
