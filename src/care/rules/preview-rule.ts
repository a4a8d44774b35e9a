import { LOCALES, type Locale, type Reply } from '../../core/index.ts';
import { timeZonesOf } from '../audience/zones.ts';
import { holidayName } from '../calendar/holidays.ts';
import { momentOn } from '../calendar/moment.ts';
import { composeReply, type Speech } from '../speech/compose-entry.ts';
import type { Candidate } from './candidates.ts';
import type { Rule } from './compile-rule.ts';
import { meantBy, type RulePlanParts } from './plan-rules.ts';
import { dueHours, dueSlots, hoursOf } from './slots.ts';

/** Whom a rule would mean on one day, and what it would say. Nothing is written down and nobody is written to. */
export interface RulePreview {
  people: number;
  /** The first ten. */
  some: readonly Candidate[];
  words: { locale: Locale; variant: string; reply: Reply | null }[];
}

/** Counts up to `most` people, so that a preview of a large shop ends. */
export async function previewRule(
  parts: Pick<RulePlanParts, 'storage' | 'timeZone'> & { speech: Pick<Speech, 'words' | 'shopName'> },
  rule: Rule,
  day: Temporal.PlainDate,
  most = 100_000,
): Promise<RulePreview> {
  const zones = await timeZonesOf(parts.storage.db, parts.timeZone);
  const some: Candidate[] = [];
  let people = 0;
  const isHourly = hoursOf(rule) !== null;
  // The end of the day for rules that count hours, else the rule's own time in each zone.
  const slots = isHourly
    ? dueHours(rule, momentOn(day.add({ days: 1 }), '00:00', parts.timeZone)).slice(0, 24)
    : zones.flatMap((zone) =>
        dueSlots(rule, zone, momentOn(day, rule.at, zone)).filter(
          (slot) => slot.dueAt === momentOn(day, rule.at, zone),
        ),
      );
  for (const slot of slots) {
    let cursor = '';
    for (;;) {
      const { meant, next } = await meantBy(parts, rule, slot, cursor, zones, slot.dueAt);
      people += meant.length;
      some.push(...meant.slice(0, 10 - some.length));
      if (next === null || people >= most) break;
      cursor = next;
    }
  }
  return { people, some, words: wordsOf(parts.speech, rule) };
}

function wordsOf(speech: Pick<Speech, 'words' | 'shopName'>, rule: Rule): RulePreview['words'] {
  return rule.variants.flatMap(({ name }) =>
    LOCALES.map((locale) => {
      const sample = {
        ...{
          shop: speech.shopName(locale),
          name: locale === 'en' ? 'Ann' : '小陈',
          tier: null,
          years: '2',
          order: 'A1024',
        },
        ...{ item: null, days: 'dormant' in rule.on ? String(rule.on.dormant.days) : '90' },
        holiday: 'holiday' in rule.on ? holidayName(rule.on.holiday)[locale] : null,
      };
      return { locale, variant: name, reply: composeReply(speech, rule, name, locale, sample) };
    }),
  );
}
