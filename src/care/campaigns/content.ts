import * as z from 'zod';
import { ChannelId, ConsentTopic, LOCALES, type Locale } from '../../core/index.ts';
import { readSegment, type Segment } from '../../customers/index.ts';
import type { Variant } from '../rules/compile-rule.ts';
import { meansEverybody } from '../rules/compile-rule.ts';
import { readTemplate, type Template } from '../rules/template.ts';
import { PERSON_VARIABLES } from '../rules/variables.ts';

const Words = z.string().trim().min(1).max(3_500);
const Label = z.string().trim().min(1).max(60);
const MINUTE_MS = 60_000;

/** What a campaign says, to whom, and how; as it is stored and as the console sends it. Durations in milliseconds. */
export const CampaignContent = z.strictObject({
  target: z.discriminatedUnion('kind', [
    /** `everyone` says that all customers are meant indeed. */
    z.strictObject({ kind: z.literal('people'), audience: z.unknown(), everyone: z.boolean().default(false) }),
    /** Rooms with any of these tags; empty: all rooms. */
    z.strictObject({ kind: z.literal('rooms'), tags: z.array(z.string().min(1).max(64)).max(20) }),
  ]),
  topic: ConsentTopic,
  /** In order of preference; empty: where each of them wrote last. */
  channels: z.array(ChannelId).max(8),
  variants: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/),
        weight: z.int().min(1).max(100),
        text: z.strictObject({ 'zh-CN': Words, en: Words }),
      }),
    )
    .min(1)
    .max(5),
  buttons: z
    .array(
      z.strictObject({
        flow: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
        label: z.strictObject({ 'zh-CN': Label, en: Label }),
      }),
    )
    .max(3),
  holdout: z.number().min(0).max(0.5),
  goal: z
    .strictObject({
      kind: z.enum(['order', 'reply', 'survey']),
      within: z
        .int()
        .min(60 * MINUTE_MS)
        .max(365 * 24 * 60 * MINUTE_MS),
    })
    .nullable(),
  /** What was not sent so long after the start is dropped. */
  life: z
    .int()
    .min(10 * MINUTE_MS)
    .max(60 * 24 * 60 * MINUTE_MS),
  perMinute: z.int().min(1).max(60_000),
  /** One in a hundred first, then a pause until somebody has looked. */
  canary: z.boolean(),
});
export type CampaignContent = z.infer<typeof CampaignContent>;

/** A campaign's content, ready to run. */
export interface Message {
  target: { kind: 'people'; audience: Segment; everyone: boolean } | { kind: 'rooms'; tags: readonly string[] };
  topic: string;
  channels: readonly string[];
  variants: readonly Variant[];
  buttons: CampaignContent['buttons'];
  holdout: number;
  goal: CampaignContent['goal'];
  life: number;
  perMinute: number;
  canary: boolean;
}

/** `at` leads to the field, such as "variants.0.text.en". */
export interface ContentProblem {
  at: string;
  message: string;
}

export type ContentCheck =
  | { kind: 'message'; message: Message }
  | { kind: 'problems'; problems: readonly ContentProblem[] };

/** Everything that can be wrong without asking who is meant: the audience's form and each place in each text. */
export function readContent(content: CampaignContent): ContentCheck {
  const problems: ContentProblem[] = [];
  const target = readTarget(content, problems);
  const variants = content.variants.flatMap((variant, index): Variant[] => {
    const texts: Partial<Record<Locale, Template>> = {};
    for (const locale of LOCALES) {
      const read = readTemplate(variant.text[locale], PERSON_VARIABLES);
      if (read.kind === 'template') texts[locale] = read.template;
      else problems.push(...read.problems.map((message) => ({ at: `variants.${index}.text.${locale}`, message })));
    }
    const { 'zh-CN': zh, en } = texts;
    return zh && en ? [{ name: variant.name, weight: variant.weight, text: { 'zh-CN': zh, en } }] : [];
  });
  if (new Set(content.variants.map(({ name }) => name)).size < content.variants.length)
    problems.push({ at: 'variants', message: 'two variants have the same name' });
  if (content.topic === 'orders')
    problems.push({
      at: 'topic',
      message: 'messages about own orders are alerts; take a topic that customers agreed to',
    });
  if (target === null || problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'message', message: { ...content, target, variants } };
}

function readTarget({ target }: CampaignContent, problems: ContentProblem[]): Message['target'] | null {
  if (target.kind === 'rooms') return target;
  const checked = readSegment(target.audience);
  if (checked.kind === 'problems') {
    problems.push(
      ...checked.problems.map(({ at, message }) => ({
        at: ['target.audience', at].filter(Boolean).join('.'),
        message,
      })),
    );
    return null;
  }
  if (meansEverybody(checked.segment) && !target.everyone) {
    problems.push({
      at: 'target.audience',
      message: 'this reaches every customer: say who is meant, or that all of them are',
    });
    return null;
  }
  return { kind: 'people', audience: checked.segment, everyone: target.everyone };
}
