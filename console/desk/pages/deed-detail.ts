import type { Language, Words } from '../words/index.ts';

/** What a change of settings calls its fields, and how people say it. What is not listed is shown by its name. */
const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  name: ['姓名', 'Name'],
  role: ['角色', 'Role'],
  active: ['可登录', 'May sign in'],
  skills: ['技能', 'Skills'],
  locales: ['语言', 'Languages'],
  capacity: ['同时接待', 'At once'],
  limits: ['补偿限额', 'Limits'],
  ceiling: ['补偿上限', 'Most that may be granted'],
  coupon: ['优惠券', 'coupon'],
  refund: ['退款', 'refund'],
  points: ['积分', 'points'],
  hours: ['办公时间', 'Hours'],
  telegram: ['Telegram', 'Telegram'],
  wecom: ['企业微信', 'WeCom'],
  firstResponseMinutes: ['首次回复（分钟）', 'First response (min)'],
  nextResponseMinutes: ['后续回复（分钟）', 'Next response (min)'],
  resolutionHours: ['解决（小时）', 'Resolution (h)'],
  silentMinutes: ['久未回复（分钟）', 'Silent agent (min)'],
  quiet: ['免打扰', 'Quiet hours'],
  from: ['从', 'from'],
  to: ['到', 'to'],
  perDay: ['每天最多', 'A day at most'],
  perWeek: ['每周最多', 'A week at most'],
  badMoodHours: ['情绪差后暂停（小时）', 'Pause after a bad mood (h)'],
  keptForAnswers: ['为回复保留', 'Kept for answers'],
  alert: ['提醒', 'alerts'],
  care: ['关怀', 'care'],
};

/** Money is kept in its smallest unit. */
const MONEY: ReadonlySet<string> = new Set(['coupon', 'refund']);

/** The detail of a deed in words: what is stored as data is told field by field, all else as it came. */
export function deedDetail(detail: string, language: Language, words: Words): string {
  const named: Readonly<Record<string, string>> = words.presence;
  if (['on-duty', 'away', 'off'].includes(detail)) return named[detail] ?? detail;
  const fields = fieldsOf(detail);
  return fields === null ? detail : tell(fields, language, words);
}

function tell(fields: object, language: Language, words: Words): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const [zh, en] = FIELDS[name] ?? [name, name];
      const said = saidOf(name, value, language, words);
      const label = language === 'zh-CN' ? zh : en;
      return said === '' ? label : `${label}${language === 'zh-CN' ? '：' : ': '}${said}`;
    })
    .join(language === 'zh-CN' ? '；' : '; ');
}

/** Empty for what is a table of its own, such as hours: the settings show it. */
function saidOf(name: string, value: unknown, language: Language, words: Words): string {
  const roles: Readonly<Record<string, string>> = words.role;
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? '✓' : '✗';
  if (typeof value === 'number') return (MONEY.has(name) ? value / 100 : value).toLocaleString(language);
  if (typeof value === 'string') return name === 'role' ? (roles[value] ?? value) : value;
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(language === 'zh-CN' ? '、' : ', ');
  if (name === 'hours' || typeof value !== 'object') return '';
  return `(${tell(value, language, words)})`;
}

function fieldsOf(detail: string): object | null {
  if (!detail.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(detail);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
