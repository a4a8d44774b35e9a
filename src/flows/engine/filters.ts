import type { Locale } from '../../core/index.ts';
import type { Json } from './slots/heard.ts';
import type { LocalWords } from './words.ts';

export interface FilterContext {
  locale: Locale;
  timeZone: string;
  /** Words of the flow's `words:` section, for `{stage|word:stage}` = words.stage_shipped. */
  words: Readonly<Record<string, LocalWords>>;
  /** Values are escaped, so that nobody's words or data become formatting or links. Off for buttons and port input. */
  markdown: boolean;
}

type FilterFunction = (value: Json, argument: string, context: FilterContext) => Json;

/** What may stand behind a | in a template. An empty value stays empty, so the line with it is left out. */
export const FILTERS: Readonly<Record<string, FilterFunction>> = {
  /** A calendar day or instant: "11月25日", "25 Nov". */
  date: (value, _argument, context) => calendarText(value, context, false),
  /** With the time of day: "11月25日 18:00". */
  time: (value, _argument, context) => calendarText(value, context, true),
  /** The word of a code: `{stage|word:stage}` looks for `stage_<value>` in `words:`, else the code itself. */
  word: (value, argument, context) =>
    value === null ? null : (context.words[`${argument}_${String(value)}`]?.[context.locale] ?? escaped(String(value))),
  /** "••••5678": the last four signs. */
  masked: (value) => (value === null ? null : `••••${String(value).slice(-4)}`),
  /** How many there are in a list. */
  count: (value) => (Array.isArray(value) && value.length > 0 ? value.length : null),
  /** Stages as a bar: `{order.stages|bar:stage}` of ["paid", "shipped>", "delivered"]; ">" marks where it stands. */
  bar: (value, argument, context) => {
    if (!Array.isArray(value) || value.length === 0) return null;
    const at = value.findIndex((each) => String(each).endsWith('>'));
    const names = value.map((each) => String(each).replace(/>$/, ''));
    const last = names.length - 1;
    return names
      .map((name, i) => {
        const word = context.words[`${argument}_${name}`]?.[context.locale] ?? escaped(name);
        if (i < at || (i === at && i === last)) return `✅ ${word}`;
        return i === at ? `🔵 **${word}**` : `⚪ ${word}`;
      })
      .join(' → ');
  },
  /** "1. …" lines of a list of texts. */
  lines: (value) =>
    Array.isArray(value) && value.length > 0
      ? value.map((each, i) => `${i + 1}. ${escaped(String(each))}`).join('\n')
      : null,
  /** The first 60 signs, on one line. */
  short: (value) => {
    if (value === null) return null;
    const signs = [...String(value).replace(/\s+/g, ' ')];
    return signs.length > 60 ? `${signs.slice(0, 59).join('')}…` : signs.join('');
  },
};

/** Filters whose result is meant to be markdown; what they take from outside they escape themselves. */
export const MAKES_MARKDOWN: ReadonlySet<string> = new Set(['word', 'bar', 'lines']);

/** The text with everything that markdown would read as formatting, a link or HTML taken literally. */
export function escaped<T extends Json>(value: T): T | string {
  return typeof value === 'string'
    ? value.replace(/[\\`*_[\]<>~|]/g, '\\$&').replace(/^(\s*)([#+-]|\d+\.)(?=\s)/gm, '$1\\$2')
    : value;
}

export function applyFilter(name: string, argument: string, value: Json, context: FilterContext): Json {
  const filter = FILTERS[name];
  return filter ? filter(value, argument, context) : value;
}

function calendarText(value: Json, { locale, timeZone }: FilterContext, withTime: boolean): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const moment = momentOf(value, timeZone);
  if (moment === null) return String(value);
  const day =
    locale === 'en' ? `${moment.day} ${ENGLISH_MONTHS[moment.month - 1]}` : `${moment.month}月${moment.day}日`;
  if (!withTime || !('hour' in moment)) return day;
  return `${day} ${String(moment.hour).padStart(2, '0')}:${String(moment.minute).padStart(2, '0')}`;
}

const ENGLISH_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function momentOf(value: string | number, timeZone: string): Temporal.ZonedDateTime | Temporal.PlainDate | null {
  try {
    if (typeof value === 'number') return Temporal.Instant.fromEpochMilliseconds(value).toZonedDateTimeISO(timeZone);
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return Temporal.PlainDate.from(value);
    return Temporal.Instant.from(value).toZonedDateTimeISO(timeZone);
  } catch {
    return null;
  }
}
