/** One condition of the form. `value` is what stands behind its name in the segment language. */
export interface Row {
  not: boolean;
  name: string;
  value: unknown;
}

export interface SegmentForm {
  joint: 'all' | 'any';
  rows: readonly Row[];
}

export const CONDITIONS = [
  'tier',
  'tag',
  'orders',
  'spent',
  'last_order',
  'active',
  'first_order',
  'known',
  'member_since',
  'birthday',
  'locale',
  'channel',
  'consent',
  'reachable',
  'everybody',
] as const;

/** What a new condition says at first. */
export const FIRST_VALUE: Readonly<Record<(typeof CONDITIONS)[number], unknown>> = {
  tier: ['gold'],
  tag: [],
  orders: { at_least: 1 },
  spent: { at_least: 10_000 },
  last_order: { within_days: 90 },
  active: { within_days: 90 },
  first_order: { within_days: 90 },
  known: { within_days: 30 },
  member_since: { older_than_days: 365 },
  birthday: { in_days: 7 },
  locale: ['zh-CN'],
  channel: ['telegram'],
  consent: 'care',
  reachable: true,
  everybody: true,
};

/** A segment as the form shows it; null when it is nested deeper than the form goes. */
export function formOf(segment: unknown): SegmentForm | null {
  if (!isRecord(segment)) return null;
  const joint = 'any' in segment ? 'any' : 'all';
  const parts = joint in segment ? segment[joint] : [segment];
  if (!Array.isArray(parts)) return null;
  const rows = parts.map(rowOf);
  return rows.some((row) => row === null) ? null : { joint, rows: rows.filter((row) => row !== null) };
}

export function segmentOf({ joint, rows }: SegmentForm): unknown {
  const parts = rows.map(({ not, name, value }) => (not ? { not: { [name]: value } } : { [name]: value }));
  return parts.length === 1 ? parts[0] : { [joint]: parts };
}

function rowOf(part: unknown): Row | null {
  if (!isRecord(part)) return null;
  const not = isRecord(part['not']);
  const inner = not ? part['not'] : part;
  if (!isRecord(inner)) return null;
  const [name, ...more] = Object.keys(inner);
  if (name === undefined || more.length > 0 || !CONDITIONS.some((known) => known === name)) return null;
  return { not, name, value: inner[name] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
