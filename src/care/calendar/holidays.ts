import { LunarFestival, SolarDay, SolarFestival } from 'tyme4ts';

/** A holiday that a rule may name: a day of the Chinese calendar, a solar term, or a fixed date. */
interface Holiday {
  zh: string;
  en: string;
  /** The festival's name in tyme4ts, which knows its day in each year; or "MM-DD". */
  lunar?: string;
  solar?: string;
  date?: string;
}

const TABLE = {
  'new-year': { zh: '元旦', en: 'New Year', solar: '元旦' },
  laba: { zh: '腊八', en: 'Laba Festival', lunar: '腊八节' },
  'new-year-eve': { zh: '除夕', en: 'Lunar New Year’s Eve', lunar: '除夕' },
  'spring-festival': { zh: '春节', en: 'Spring Festival', lunar: '春节' },
  lantern: { zh: '元宵节', en: 'Lantern Festival', lunar: '元宵节' },
  valentines: { zh: '情人节', en: 'Valentine’s Day', date: '02-14' },
  'womens-day': { zh: '妇女节', en: 'Women’s Day', solar: '妇女节' },
  qingming: { zh: '清明', en: 'Qingming Festival', lunar: '清明节' },
  'labour-day': { zh: '劳动节', en: 'Labour Day', solar: '劳动节' },
  'childrens-day': { zh: '儿童节', en: 'Children’s Day', solar: '儿童节' },
  'dragon-boat': { zh: '端午节', en: 'Dragon Boat Festival', lunar: '端午节' },
  qixi: { zh: '七夕', en: 'Qixi Festival', lunar: '七夕节' },
  'teachers-day': { zh: '教师节', en: 'Teachers’ Day', solar: '教师节' },
  'mid-autumn': { zh: '中秋节', en: 'Mid-Autumn Festival', lunar: '中秋节' },
  'national-day': { zh: '国庆节', en: 'National Day', solar: '国庆节' },
  'double-ninth': { zh: '重阳节', en: 'Double Ninth Festival', lunar: '重阳节' },
  'winter-solstice': { zh: '冬至', en: 'Winter Solstice', lunar: '冬至节' },
  christmas: { zh: '圣诞节', en: 'Christmas', date: '12-25' },
} as const satisfies Record<string, Holiday>;

export type HolidayId = keyof typeof TABLE;
export const HOLIDAYS = Object.keys(TABLE) as [HolidayId, ...HolidayId[]];

export function holidayName(id: HolidayId): { 'zh-CN': string; en: string } {
  const { zh, en } = TABLE[id];
  return { 'zh-CN': zh, en };
}

/** Whether this is the holiday's day. Festivals of the Chinese calendar are never in a leap month. */
export function isHolidayOn(id: HolidayId, date: Temporal.PlainDate): boolean {
  const holiday: Holiday = TABLE[id];
  if (holiday.date !== undefined) return date.toString().slice(5) === holiday.date;
  const solar = SolarDay.fromYmd(date.year, date.month, date.day);
  if (holiday.solar !== undefined) {
    const index = SolarFestival.NAMES.indexOf(holiday.solar);
    return SolarFestival.fromIndex(date.year, index)?.getDay().equals(solar) ?? false;
  }
  const index = LunarFestival.NAMES.indexOf(holiday.lunar ?? '');
  return LunarFestival.fromIndex(solar.getLunarDay().getYear(), index)?.getDay().getSolarDay().equals(solar) ?? false;
}
