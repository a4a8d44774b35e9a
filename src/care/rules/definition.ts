import * as z from 'zod';
import { ChannelId } from '../../core/index.ts';
import { HOLIDAYS } from '../calendar/holidays.ts';

const Words = z.string().trim().min(1).max(3_500);
/** The same in every language: each customer reads their own. */
const LocalWords = z.strictObject({ 'zh-CN': Words, en: Words });
export type LocalWords = z.infer<typeof LocalWords>;
const Label = z.string().trim().min(1).max(60);

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const Duration = z
  .string()
  .regex(/^\d{1,4}[mhd]$/, 'expected a duration such as 30m, 12h or 14d')
  .transform((text) => Number(text.slice(0, -1)) * UNIT_MS[text.at(-1) as 'm' | 'h' | 'd'])
  .describe('30m, 12h, 14d');

const Days = z.int().min(0).max(3_650);
/** One day, or a range in which each customer has a day of their own. */
const DayRange = z.union(
  [
    Days,
    z
      .strictObject({ from: Days, to: Days })
      .refine(({ from, to }) => from <= to && to - from <= 60, 'expected from ≤ to, at most 60 days apart'),
  ],
  { error: 'expected a number of days, or { from: 3, to: 7 }' },
);
/** Days at the rule's time of day, or hours from the very moment. */
const After = { days: DayRange.optional(), hours: z.int().min(1).max(720).optional() };
const oneOfThem = (after: { days?: unknown; hours?: unknown }) =>
  (after.days === undefined) !== (after.hours === undefined);
const ONE = 'give days or hours, one of them';

/** What a rule waits for. */
export const Trigger = z.union([
  z.strictObject({ birthday: z.strictObject({ days_before: z.int().min(0).max(60).default(0) }) }),
  z.strictObject({ anniversary: z.strictObject({ days_before: z.int().min(0).max(60).default(0) }) }),
  z.strictObject({ holiday: z.enum(HOLIDAYS), days_before: z.int().min(0).max(30).default(0) }),
  z.strictObject({ delivered: z.strictObject(After).refine(oneOfThem, ONE) }),
  z.strictObject({ purchased: z.strictObject(After).refine(oneOfThem, ONE) }),
  z.strictObject({ case_resolved: z.strictObject(After).refine(oneOfThem, ONE) }),
  z.strictObject({ dormant: z.strictObject({ days: z.int().min(7).max(3_650) }) }),
  z.strictObject({ tagged: z.string().min(1).max(64), ...After }).refine(oneOfThem, ONE),
]);
export type Trigger = z.infer<typeof Trigger>;
export const TRIGGERS = [
  'birthday',
  'anniversary',
  'holiday',
  'delivered',
  'purchased',
  'case_resolved',
  'dormant',
  'tagged',
] as const;

/** A button under the message; pressing it starts the flow. */
const Button = z.strictObject({
  flow: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected the name of a flow, such as csat'),
  label: z.strictObject({ 'zh-CN': Label, en: Label }),
});

const Variant = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/, 'expected a short lower-case name such as a'),
  weight: z.int().min(1).max(100).default(1),
  text: LocalWords,
});

/** What the message is to bring about; compared with the people who were left out. */
export const Goal = z.strictObject({
  kind: z.enum(['order', 'reply', 'survey']),
  within: Duration.prefault('14d').describe('How long after the message it counts'),
});
export type Goal = z.infer<typeof Goal>;

/** A file in `knowledge-base/care`. The audience is read by the language of segments, which has its own messages. */
export const RuleDefinition = z
  .strictObject({
    rule: z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'expected a lower-case name such as birthday'),
    title: z.strictObject({ 'zh-CN': Label, en: Label }),
    enabled: z.boolean().default(true),
    topic: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/)
      .default('care')
      .describe('What the customer has to have agreed to'),
    on: Trigger.describe('What the rule waits for'),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day such as "10:00"')
      .default('10:00')
      .describe('In the customer’s own time zone'),
    only: z
      .enum(['work-days', 'days-off'])
      .optional()
      .describe('A day that is not of this kind is moved to the next one'),
    audience: z.unknown().describe('A segment: { tier: [gold] }, all, any, not … or { everybody: true }'),
    everyone: z.literal(true).optional().describe('Says that a holiday’s greeting is meant for all customers'),
    channels: z
      .array(ChannelId)
      .min(1)
      .max(8)
      .optional()
      .describe('In order of preference; left out: where they wrote last'),
    text: LocalWords.optional(),
    variants: z.array(Variant).min(2).max(5).optional().describe('Texts that are compared; instead of text'),
    buttons: z.array(Button).min(1).max(3).optional(),
    holdout: z.number().min(0).max(0.5).default(0).describe('Share of customers who get nothing, to compare with'),
    goal: Goal.optional(),
    caps: z
      .strictObject({ messages: z.int().min(1).max(100), per: Duration })
      .optional()
      .describe('At most so many messages of this rule to one customer in this time'),
    expires: Duration.prefault('12h').describe('What was not sent so long after its time is dropped'),
  })
  .refine((rule) => (rule.text === undefined) !== (rule.variants === undefined), {
    message: 'give text or variants, one of them',
    path: ['text'],
  })
  .refine((rule) => new Set(rule.variants?.map(({ name }) => name)).size === (rule.variants?.length ?? 0), {
    message: 'two variants have the same name',
    path: ['variants'],
  });
export type RuleDefinition = z.infer<typeof RuleDefinition>;

/** The file with the sentences that all care messages share. */
export const CareWords = z.strictObject({
  footer: LocalWords.describe('Stands under each care message: how to stop them'),
  tiers: z
    .record(z.string(), z.strictObject({ 'zh-CN': Label, en: Label }))
    .default({})
    .describe('How customers read their tier'),
});
export type CareWords = z.infer<typeof CareWords>;

export function triggerKind(trigger: Trigger): (typeof TRIGGERS)[number] {
  const kind = TRIGGERS.find((each) => each in trigger);
  return kind ?? 'tagged';
}

export function textsOf(
  rule: Pick<RuleDefinition, 'text' | 'variants'>,
): { name: string; weight: number; text: LocalWords; path: (string | number)[] }[] {
  if (rule.text) return [{ name: 'a', weight: 1, text: rule.text, path: ['text'] }];
  return (rule.variants ?? []).map((each, index) => ({ ...each, path: ['variants', index, 'text'] }));
}
