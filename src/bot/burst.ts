import type { IncomingContent, IncomingMessage } from '../core/index.ts';
import { detectLocale } from '../knowledge/index.ts';

/** How long an obvious fragment may wait for the rest of the sentence. */
export const FRAGMENT_WAIT_MS = 700;

/** Ends as nobody ends a message that is complete. */
const OPEN_END = /(?:[,，、:：;；]|…|\.{2,}|——?)\s*$/u;
/** Says only that something is about to be said. */
const LEAD_IN =
  /^(?:我?(?:就?想|要)?(?:请?问|咨询)(?:一?下|下下|你们?)?|请问(?:一下)?(?:你们)?|打扰(?:一?下)?|那个|就是|然后|还有(?:就是)?|另外|对了|(?:hi|hello|hey)?[, ]*(?:can|may|could) i ask(?: (?:you )?(?:something|a question))?|(?:i have )?(?:a |one (?:more )?)?(?:quick )?question|one more thing|also|and|so|but|btw|by the way)[.。,，~～ ]*$/iu;

/** True when the text is plainly the beginning of something: a lone whole message is never held back. */
export function isFragment(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length < 60 && (OPEN_END.test(trimmed) || LEAD_IN.test(trimmed));
}

/** One thing to react to: neighbouring texts of a burst are one utterance, everything else stands alone. */
export interface Utterance {
  content: IncomingContent;
  /** The messages it was made of, in order. */
  parts: readonly IncomingMessage[];
}

/** A command, or the number of a choice: never part of a sentence. */
const STANDS_ALONE = /^\s*(?:[/／]|[(（[]?(?:\d{1,2}|[①-⑳])[)）\].。、]?\s*$)/u;

/**
 * Merges a burst. Fragments flow into what follows them; whole sentences of one language stay together on lines of
 * their own, because "my washing machine" and "does not spin" are one question.
 */
export function mergeBurst(messages: readonly IncomingMessage[]): readonly Utterance[] {
  const utterances: Utterance[] = [];
  for (const message of messages) {
    const last = utterances.at(-1);
    if (
      last?.content.kind === 'text' &&
      message.content.kind === 'text' &&
      belong(last.content.text, message.content.text)
    ) {
      const text = joinTexts(last.content.text, message.content.text);
      utterances[utterances.length - 1] = { content: { kind: 'text', text }, parts: [...last.parts, message] };
    } else {
      utterances.push({ content: message.content, parts: [message] });
    }
  }
  return utterances;
}

function belong(before: string, after: string): boolean {
  if (STANDS_ALONE.test(before) || STANDS_ALONE.test(after)) return false;
  const languages = [detectLocale(before), detectLocale(after)];
  return languages.includes(null) || languages[0] === languages[1];
}

function joinTexts(before: string, after: string): string {
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  if (!isFragment(lastLine)) return `${before}\n${after}`;
  const chinese = /\p{Script=Han}\W*$/u.test(before) && /^\W*\p{Script=Han}/u.test(after);
  return chinese ? before + after : `${before.trimEnd()} ${after.trimStart()}`;
}
