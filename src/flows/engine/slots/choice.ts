import * as z from 'zod';
import { Condition } from '../condition.ts';
import { LocalWords, OptionId } from '../words.ts';
import { covers, type Heard, type SlotReader } from './heard.ts';
import { spokenNumber } from './spoken-number.ts';

const ChoiceOption = z.strictObject({
  id: OptionId,
  label: LocalWords,
  match: z
    .strictObject({ 'zh-CN': z.array(z.string().min(1)).default([]), en: z.array(z.string().min(1)).default([]) })
    .prefault({})
    .describe('Other words of customers that mean this option, found anywhere in a message'),
  when: Condition.optional().describe('Shown only when this holds; said in words it is understood all the same'),
});

/** One of a fixed list. Options that come from a call are given to the ask step instead, and this list is empty. */
export const ChoiceSlot = z.strictObject({
  type: z.literal('choice'),
  options: z.array(ChoiceOption).max(12).default([]),
});
export type ChoiceSlot = z.infer<typeof ChoiceSlot>;

/** An option as it was shown to this customer. */
export interface ShownOption {
  id: string;
  label: string;
}

/** Reads an option by its label or its other words, in either language, wherever they stand in the message. */
export function choiceReader(slot: ChoiceSlot): SlotReader {
  const words = slot.options.flatMap((option) =>
    [...Object.values(option.label), ...option.match['zh-CN'], ...option.match.en].map((said) => ({
      id: option.id,
      said: said
        .normalize('NFKC')
        .toLowerCase()
        .replace(/^[\p{S}\p{P}\s]+/u, ''),
    })),
  );
  // The longest words first: "没收到发票" is not "没收到".
  words.sort((a, b) => b.said.length - a.said.length);
  const usable = words.filter((word) => word.said !== '');
  return (heard) => {
    for (const { id, said } of usable) {
      const at = findWord(heard.lower, said);
      if (at >= 0) return { kind: 'value', value: id, from: at, to: at + said.length };
    }
    return null;
  };
}

/** The option that was meant: by its label, or (`counted`) by number: "2", "第二个", "the second", "最后一个". */
export function readShown(options: readonly ShownOption[], heard: Heard, counted: boolean): string | null {
  const whole = heard.lower.replace(/[\p{P}\p{S}\s]+$/u, '');
  for (const option of options) {
    const label = option.label.normalize('NFKC').toLowerCase();
    const at = label === '' ? -1 : findWord(heard.lower, label);
    if (whole === label || (at >= 0 && covers(heard.text, at, at + label.length))) return option.id;
  }
  const part = counted
    ? heard.lower.replace(/那个?|这个?|的|订单|[单个]$|\bthe\b|\bone\b|\border\b|[\p{P}\p{S}\s]/gu, '')
    : '';
  const holding =
    part.length >= 2 ? options.filter((option) => option.label.toLowerCase().replace(/\s/g, '').includes(part)) : [];
  if (holding.length === 1 && holding[0]) return holding[0].id;
  const position = counted ? ordinal(heard) : null;
  const chosen = position === null ? undefined : position === 'last' ? options.at(-1) : options[position - 1];
  return chosen?.id ?? null;
}

const ENGLISH_ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const ORDINAL =
  /^(?:第|选项?|选择|我选|option |number |no |#)?\s*([\d零一二两三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s*(?:个|项|条|单|号|st|nd|rd|th)?(?:订单|order)?$/iu;

function ordinal(heard: Heard): number | 'last' | null {
  if (heard.text.length > 24) return null;
  const bare = heard.lower
    .replace(/[\p{P}]+/gu, '')
    .replace(/^the /, '')
    .replace(/ (?:one|order|option)$/, '')
    .trim();
  if (/^(?:最后一?[个项条单]?|last)$/.test(bare)) return 'last';
  const english = ENGLISH_ORDINALS.indexOf(bare);
  if (english >= 0) return english + 1;
  const match = ORDINAL.exec(bare);
  return match?.[1] === undefined ? null : spokenNumber(match[1]);
}

/** Position of a word; Latin words only at word borders ("late" is not in "plate"). */
function findWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(word)) return at;
    const before = text[at - 1] ?? ' ';
    const after = text[at + word.length] ?? ' ';
    if (!/[a-z0-9]/.test(before) && !/[a-z0-9]/.test(after)) return at;
  }
  return -1;
}
