import * as z from 'zod';
import { type Finding as Flaw, type Problem, parseYaml } from '../../content/index.ts';
import { LOCALES, type Locale } from '../../core/index.ts';
import { OrderProblem } from '../../customers/index.ts';

/** Places in texts, filled from the order and never from what somebody typed. */
export const PLACES = ['order', 'title', 'cause', 'day', 'action', 'remedy'] as const;
type PlaceName = (typeof PLACES)[number];

/** Tiers that get something with a delay when the file does not say which. */
const DEFAULT_TOP_TIERS = ['gold', 'platinum', 'core', 'vip'] as const;

const Words = z.strictObject({ 'zh-CN': z.string().trim().min(1).max(1_000), en: z.string().trim().min(1).max(1_000) });
const Label = z.strictObject({ 'zh-CN': z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(40) });
const Hours = z.number().positive().max(2_000);
const Share = z.number().gt(0).lte(1);

/** `knowledge-base/alerts/delay.yaml`: when a delay is told, in which words, and what is offered with it. */
export const DelayFile = z.strictObject({
  alert: z.literal('delay'),
  thresholds: z
    .strictObject({
      tell_at: Share.default(0.65).describe('Told at the last useful moment from this chance on'),
      tell_early_at: Share.default(0.99).describe('Told at any moment from this chance on'),
      lead_minutes: z.number().min(30).max(1_440).default(30),
      no_scan_hours: Hours.default(48),
      overdue_share: Share.default(0.95),
      stage_hours: z.strictObject({ preparing: Hours, shipped: Hours, delivering: Hours }).default({
        preparing: 48,
        shipped: 96,
        delivering: 24,
      }),
      problems: z.array(OrderProblem).default(['weather', 'customs', 'damaged', 'lost', 'stock', 'delayed']),
    })
    .prefault({}),
  incident: z
    .strictObject({
      orders: z.int().min(2).max(10_000).default(20),
      within_minutes: z.int().min(1).max(1_440).default(60),
      hold_first: z.boolean().default(false).describe('true: nothing of it is sent until a supervisor releases it'),
    })
    .prefault({}),
  causes: z.record(z.string().regex(/^(?:late|no-scan|[a-z]+)$/), Words).describe('late, no-scan and the problems'),
  actions: z.record(z.string(), Words).describe('What we do about it, by the same names; late for the rest'),
  messages: z.strictObject({ alert: Words, update: Words, on_time: Words, arrived: Words, no_day: Words }),
  choices: z.strictObject({
    keep: z.strictObject({ label: Label, reply: Words }),
    urge: z.strictObject({ label: Label, reply: Words }),
    address: z.strictObject({ label: Label }),
    cancel: z.strictObject({ label: Label, reply: Words }),
    person: z.strictObject({ label: Label }),
  }),
  remedies: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z0-9-]{1,40}$/),
        tiers: z.array(z.string().min(1)).default([...DEFAULT_TOP_TIERS]),
        from_days: z.int().min(0).max(60).default(1).describe('Only for delays of so many days at least'),
        cost: z.int().min(0).describe('What one costs, in fen or cents'),
        budget_per_month: z.int().min(0).describe('No more than this in a calendar month, in fen or cents'),
        words: Words,
      }),
    )
    .default([]),
});
export type DelayFile = z.infer<typeof DelayFile>;
export type DelayWords = z.infer<typeof Words>;

/** The file with every problem by line, or the file that can be used. */
export function readDelayFile(
  file: string,
  source: string,
): { kind: 'read'; value: DelayFile } | { kind: 'broken'; problems: readonly Problem[] } {
  const parsed = parseYaml(file, source, DelayFile);
  if (parsed.kind === 'broken') return parsed;
  const flaws = [...placesOf(parsed.value), ...gapsIn(parsed.value)];
  if (flaws.length > 0) return { kind: 'broken', problems: parsed.locate(flaws) };
  return { kind: 'read', value: parsed.value };
}

export function fill(text: string, values: Readonly<Record<PlaceName, string>>): string {
  return text
    .replace(/\{\{\s*(\w+)\s*\}\}/g, (_whole, name: PlaceName) => values[name] ?? '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Every text names only places that exist. */
function placesOf(file: DelayFile): Flaw[] {
  const texts: { path: (string | number)[]; words: Record<Locale, string> }[] = [
    ...Object.entries(file.causes).map(([name, words]) => ({ path: ['causes', name], words })),
    ...Object.entries(file.actions).map(([name, words]) => ({ path: ['actions', name], words })),
    ...Object.entries(file.messages).map(([name, words]) => ({ path: ['messages', name], words })),
    ...(['keep', 'urge', 'cancel'] as const).map((name) => ({
      path: ['choices', name, 'reply'],
      words: file.choices[name].reply,
    })),
    ...file.remedies.map(({ words }, index) => ({ path: ['remedies', index, 'words'], words })),
  ];
  return texts.flatMap(({ path, words }) =>
    LOCALES.flatMap((locale) =>
      [...words[locale].matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].flatMap(([whole, name = '']): Flaw[] =>
        (PLACES as readonly string[]).includes(name)
          ? []
          : [
              {
                severity: 'error',
                path: [...path, locale],
                message: `${whole} is no place. Use ${PLACES.map((place) => `{{${place}}}`).join(', ')}.`,
              },
            ],
      ),
    ),
  );
}

/** Every cause that can be told has its words. */
function gapsIn({ causes, actions, thresholds }: DelayFile): Flaw[] {
  const wanted = ['late', ...thresholds.problems];
  return [
    ...wanted
      .filter((name) => causes[name] === undefined)
      .map((name): Flaw => ({ severity: 'error', path: ['causes'], message: `causes: “${name}” has no words.` })),
    ...(actions['late'] === undefined
      ? [{ severity: 'error' as const, path: ['actions'], message: 'actions: “late” has no words.' }]
      : []),
  ];
}
