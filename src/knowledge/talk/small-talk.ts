import { SMALL_TALK_PHRASES, type SmallTalk } from './small-talk-phrases.ts';

export type { SmallTalk } from './small-talk-phrases.ts';

/** In a message with several ("hi, thanks, bye"), the one that decides the reply comes first. */
const PRECEDENCE: readonly SmallTalk[] = ['abuse', 'bot-question', 'goodbye', 'thanks', 'greeting', 'chat', 'ack'];

const EMOJI_ONLY: readonly [SmallTalk, RegExp][] = [
  ['abuse', /🖕|😡|😠|🤬|😤|👿|💢|😭|😢|😞|☹/u],
  ['goodbye', /👋/u],
  ['thanks', /🙏|❤|🌹|💐|😘|🥰/u],
  ['ack', /👍|👌|😊|😄|😁|🙂|😀|😃|🤝|✅|🆗/u],
];

const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f/gu;

/** "算了，不退了" is one phrase: what no longer happens means nothing without the words before it. */
const CHANGE_OF_MIND = /算了吧?[\s,，。.]+(?=我?(?:还是)?先?不)/gu;

/** Longer messages carry something to answer. */
const LONGEST = 80;

/**
 * What a message is when it is nothing but small talk, else null. Every part of the message has to be a known phrase,
 * so a greeting with a question behind it is a question: precision goes before recall.
 */
export function classifySmallTalk(text: string): SmallTalk | null {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[’‘]/g, "'").trim();
  if (plain === '' || plain.length > LONGEST) return null;
  const words = plain.replace(EMOJI, ' ').replace(CHANGE_OF_MIND, '算了').trim();
  if (words === '') return EMOJI_ONLY.find(([, emoji]) => emoji.test(plain))?.[0] ?? null;
  const parts = words
    .split(/[\s]*[,.!?~;:。，！？；：、…～\n]+[\s]*/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return null;
  const kinds = new Set<SmallTalk>();
  for (const part of parts) {
    const found = phrasesIn(part);
    if (found === null) return null;
    for (const kind of found) kinds.add(kind);
  }
  return PRECEDENCE.find((kind) => kinds.has(kind)) ?? null;
}

/** More words than this in one breath are not small talk; it also bounds the search for the joints. */
const MOST_WORDS = 8;

/** The kinds of a part without punctuation: one phrase, or phrases parted by spaces ("好的 谢谢", "ok thanks bye"). */
function phrasesIn(part: string): SmallTalk[] | null {
  const whole = phraseOf(part);
  if (whole !== null) return [whole];
  const words = part.split(/\s+/);
  if (words.length > MOST_WORDS) return null;
  for (let cut = words.length - 1; cut > 0; cut -= 1) {
    const first = phraseOf(words.slice(0, cut).join(' '));
    if (first === null) continue;
    const rest = phrasesIn(words.slice(cut).join(' '));
    if (rest !== null) return [first, ...rest];
  }
  return null;
}

function phraseOf(text: string): SmallTalk | null {
  return SMALL_TALK_PHRASES.find(([, phrases]) => phrases.test(text))?.[0] ?? null;
}
