import { LOCALES, type Locale } from '../../core/index.ts';
import type { FlowDefinition } from '../engine/definition.ts';
import { fold } from '../engine/slots/heard.ts';

interface CompiledCue {
  flow: string;
  locale: Locale;
  say: readonly RegExp[];
  unless: readonly RegExp[];
}

export interface CueReader {
  cued(text: string): string | null;
  /** Whether the flow's own exceptions (`unless`) say that this is not for it. */
  denies(flow: string, text: string): boolean;
}

/** Longer messages tell a story; which flow they want, if any, is for the search to say. */
const LONGEST_CUE = 140;

/**
 * The flow that a message asks for beyond doubt ("帮我催一下A1025"), or null: none, or signs of several. Made once
 * per reload; both languages are looked at, because people mix them.
 */
export function cueReader(definitions: readonly FlowDefinition[]): CueReader {
  const cues: CompiledCue[] = definitions.flatMap((definition) =>
    LOCALES.flatMap((locale) => {
      const written = definition.cues[locale];
      if (written === undefined) return [];
      return [{ flow: definition.flow, locale, say: written.say.map(regex), unless: written.unless.map(regex) }];
    }),
  );
  const deniedBy = (text: string) =>
    new Set(cues.filter((cue) => cue.unless.some((each) => each.test(text))).map((cue) => cue.flow));

  function cued(raw: string): string | null {
    const text = fold(raw);
    if (text.length > LONGEST_CUE) return null;
    const forbidden = deniedBy(text);
    const found = new Set(cues.filter((cue) => cue.say.some((each) => each.test(text))).map((cue) => cue.flow));
    const left = [...found].filter((flow) => !forbidden.has(flow));
    return left.length === 1 ? (left[0] ?? null) : null;
  }

  return { cued, denies: (flow, text) => deniedBy(fold(text).slice(0, LONGEST_CUE)).has(flow) };
}

function regex(source: string): RegExp {
  return new RegExp(source, 'iu');
}
