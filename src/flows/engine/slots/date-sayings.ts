import { type DayContext as Context, calendar, dayOfMonth, nearest, shifted, weekday } from './calendar-days.ts';
import { spokenNumber } from './spoken-number.ts';

/** A date found in words. `day` is null when the words name a day that the calendar lacks, such as 2月30日. */
export interface Saying {
  day: Temporal.PlainDate | null;
  from: number;
  to: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

interface Pattern {
  words: RegExp;
  /** Undefined: not a date after all, look on. Null: a day that does not exist. */
  day(groups: Groups, context: Context): Temporal.PlainDate | null | undefined;
}

/** The first date in the text (lower case), or null when it names none. */
export function dateFrom(text: string, today: Temporal.PlainDate, prefer: Context['prefer']): Saying | null {
  for (const pattern of PATTERNS) {
    const match = pattern.words.exec(text);
    if (!match) continue;
    const day = pattern.day(match.groups ?? {}, { today, prefer });
    if (day !== undefined) return { day, from: match.index, to: match.index + match[0].length };
  }
  return null;
}

const N = '\\d{1,4}|[零〇一二两三四五六七八九十]{1,4}';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = '(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WEEKDAY = '(?<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?';
const RELATIVE: Readonly<Record<string, number>> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  昨日: -1,
  昨晚: -1,
  今天: 0,
  今日: 0,
  今早: 0,
  今晚: 0,
  明天: 1,
  明日: 1,
  明早: 1,
  明晚: 1,
  大后天: 3,
  后天: 2,
  'day before yesterday': -2,
  yesterday: -1,
  'last night': -1,
  today: 0,
  tonight: 0,
  'day after tomorrow': 2,
  tomorrow: 1,
  tmr: 1,
  tmrw: 1,
};

/** Tried in this order: what is most exact comes first. */
const PATTERNS: readonly Pattern[] = [
  {
    words: /(?<![\d-])(?<y>\d{4})\s?[-/.年]\s?(?<m>\d{1,2})\s?[-/.月]\s?(?<d>\d{1,2})\s?[日号]?(?!\d)/u,
    day: (groups) => calendar(count(groups['y']), count(groups['m']), count(groups['d'])),
  },
  {
    words: new RegExp(
      `(?:(?<y>\\d{4}|[零〇一二三四五六七八九]{4}|今|明|去)年)?\\s?(?<m>${N})\\s?月\\s?(?<d>${N})\\s?[日号]?`,
      'u',
    ),
    day: (groups, context) => {
      const year = groups['y'];
      if (year === undefined) return nearest(count(groups['m']), count(groups['d']), context);
      const shift = { 今: 0, 明: 1, 去: -1 }[year];
      return calendar(
        shift === undefined ? count(year) : context.today.year + shift,
        count(groups['m']),
        count(groups['d']),
      );
    },
  },
  {
    words: new RegExp(`\\b${MONTH}\\s(?<d>\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s(?<y>\\d{4}))?`, 'u'),
    day: englishMonth,
  },
  {
    words: new RegExp(`\\b(?<d>\\d{1,2})(?:st|nd|rd|th)?\\s(?:of\\s)?${MONTH}\\b(?:,?\\s(?<y>\\d{4}))?`, 'u'),
    day: englishMonth,
  },
  {
    words: new RegExp(`(?<word>${Object.keys(RELATIVE).join('|')})`, 'u'),
    day: (groups, context) => context.today.add({ days: RELATIVE[groups['word'] ?? ''] ?? 0 }),
  },
  {
    words: /(?<which>这个?|本|下下个?|下个?|上个?)?(?:周|星期|礼拜)(?<sign>[一二三四五六日天末1-7])/u,
    day: chineseWeekday,
  },
  {
    words: new RegExp(`\\b(?:(?<which>next|this|last|past|coming|on)\\s)?${WEEKDAY}\\b`, 'u'),
    day: (groups, context) =>
      weekday(DAYS.indexOf((groups['weekday'] ?? '').slice(0, 3)) + 1, groups['which'] ?? '', context),
  },
  {
    words: new RegExp(`(?<n>${N})\\s?(?<unit>天|日|周|个?星期|个?礼拜|个?月)\\s?(?:之?以?(?<after>后|前))`, 'u'),
    day: (groups, context) =>
      shifted(context.today, count(groups['n']), groups['unit'] ?? '', groups['after'] === '前' ? -1 : 1),
  },
  {
    words: /\bin (?<n>\d{1,3}|an?|one|two|three|four|five|six|seven|ten) (?<unit>day|week|month)s?\b/u,
    day: (groups, context) => shifted(context.today, articleNumber(groups['n']), groups['unit'] ?? '', 1),
  },
  {
    words:
      /\b(?<n>\d{1,3}|an?|one|two|three|four|five|six|seven|ten) (?<unit>day|week|month)s? (?<after>ago|later|from now)\b/u,
    day: (groups, context) =>
      shifted(context.today, articleNumber(groups['n']), groups['unit'] ?? '', groups['after'] === 'ago' ? -1 : 1),
  },
  {
    words: /(?<![\d./-])(?<a>\d{1,2})[/.-](?<b>\d{1,2})(?:[/.-](?<y>\d{4}|\d{2}))?(?![\d./-])/u,
    day: (groups, context) => {
      const a = count(groups['a']);
      const b = count(groups['b']);
      const y = groups['y'];
      // English writes both 25/11 and 11/25: the one that the calendar has. Chinese writes the month first.
      const [month, day] = a > 12 && b <= 12 ? [b, a] : [a, b];
      if (y === undefined) return nearest(month, day, context);
      return calendar(y.length === 2 ? 2000 + count(y) : count(y), month, day);
    },
  },
  {
    words: new RegExp(`(?<which>下个?月|这个?月|本月|上个?月)?(?<d>${N})[号日]`, 'u'),
    day: (groups, context) => dayOfMonth(groups['which'] ?? '', count(groups['d']), context),
  },
  {
    words: /\bthe (?<d>\d{1,2})(?:st|nd|rd|th)\b/u,
    day: (groups, context) => dayOfMonth('', count(groups['d']), context),
  },
];

function englishMonth(groups: Groups, context: Context): Temporal.PlainDate | null {
  const month = MONTHS.indexOf(groups['name'] ?? '') + 1;
  const day = count(groups['d']);
  return groups['y'] === undefined ? nearest(month, day, context) : calendar(count(groups['y']), month, day);
}

function chineseWeekday(groups: Groups, context: Context): Temporal.PlainDate {
  const sign = groups['sign'] ?? '';
  const which = groups['which'] ?? '';
  const shift = which.startsWith('下下')
    ? 'after-next'
    : which.startsWith('下')
      ? 'next'
      : which.startsWith('上')
        ? 'last'
        : which && 'this';
  return weekday('日天末'.includes(sign) ? (sign === '末' ? 6 : 7) : count(sign), shift, context);
}

function articleNumber(text: string | undefined): number {
  return text === 'a' || text === 'an' ? 1 : count(text);
}

function count(text: string | undefined): number {
  return spokenNumber(text ?? '') ?? Number.NaN;
}
