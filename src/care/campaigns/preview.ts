import { type Channel, LOCALES, type Locale } from '../../core/index.ts';
import { PERSON_VARIABLES } from '../rules/variables.ts';
import { composeReply, type Speech } from '../speech/compose-entry.ts';
import type { Message } from './content.ts';

/** A message as somebody on this channel would read it, with sample values. */
export interface Preview {
  channel: string;
  locale: Locale;
  variant: string;
  markdown: string;
  choices: string[];
  /** 'numbered': the channel has no buttons. */
  shownAs: 'buttons' | 'numbered';
  delivery: 'at-once' | 'window' | 'task' | 'visit';
}

const SAMPLE: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  'zh-CN': { name: '王小明', tier: '金卡会员' },
  en: { name: 'Ann Lee', tier: 'gold member' },
};
const DELIVERY = { free: 'at-once', window: 'window', task: 'task', visit: 'visit' } as const;

/** Every variant in every language on every channel that takes first words and that the message may take. */
export function previewMessage(
  speech: Pick<Speech, 'words' | 'shopName'>,
  channels: readonly Pick<Channel, 'id' | 'abilities'>[],
  message: Message,
): Preview[] {
  return channels.flatMap(({ id, abilities }) => {
    const { kind } = abilities.proactive;
    const isWanted = message.channels.length === 0 || message.channels.some((wanted) => wanted === id);
    if (kind === 'none' || !isWanted) return [];
    return message.variants.flatMap(({ name }) =>
      LOCALES.flatMap((locale): Preview[] => {
        const reply = sampleReply(speech, message, name, locale);
        if (reply === null || reply.kind === 'media') return [];
        return [
          {
            channel: id,
            locale,
            variant: name,
            markdown: reply.kind === 'text' ? reply.markdown : reply.prompt,
            choices: reply.kind === 'text' ? [] : reply.choices.map(({ label }) => label),
            shownAs: abilities.choices,
            delivery: DELIVERY[kind],
          },
        ];
      }),
    );
  });
}

/** The message with sample values: for a preview, and for what one sends to oneself. */
export function sampleReply(
  speech: Pick<Speech, 'words' | 'shopName'>,
  message: Message,
  variant: string,
  locale: Locale,
) {
  const values = Object.fromEntries(PERSON_VARIABLES.map(({ name }) => [name, SAMPLE[locale][name] ?? null]));
  return composeReply(speech, message, variant, locale, { ...values, shop: speech.shopName(locale) });
}
