/** One condition of the form. `value` is what stands behind its name in the segment language. */
export interface Row {
  not: boolean;
  name: ConditionName;
  value: unknown;
}

/** Conditions of which all, or any, hold. */
export interface Group {
  not: boolean;
  joint: 'all' | 'any';
  parts: readonly Part[];
}

export type Part = Row | Group;

export const CONDITIONS = [
  'tier',
  'tag',
  'orders',
  'spent',
  'first_order',
  'last_order',
  'active',
  'known',
  'member_since',
  'birthday',
  'locale',
  'time_zone',
  'channel',
  'consent',
  'reachable',
  'everybody',
] as const;
export type ConditionName = (typeof CONDITIONS)[number];

/** Groups in groups: deeper than this nobody can read it, and it is shown as JSON. */
const DEEPEST = 3;

/** What a new condition says at first. */
export const FIRST_VALUE: Readonly<Record<ConditionName, unknown>> = {
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
  time_zone: ['Asia/Shanghai'],
  channel: ['telegram'],
  consent: 'care',
  reachable: true,
  everybody: true,
};

export const FIRST_ROW: Row = { not: false, name: 'tag', value: FIRST_VALUE.tag };

export function isGroup(part: Part): part is Group {
  return 'parts' in part;
}

/** A segment as the form shows it; null when it is nested deeper than the form goes, or is none. */
export function formOf(segment: unknown): Group | null {
  const part = partOf(segment, 0);
  if (part === null) return null;
  return isGroup(part) && !part.not ? part : { not: false, joint: 'all', parts: [part] };
}

export function segmentOf(part: Part): unknown {
  const plain = isGroup(part) ? joined(part) : { [part.name]: part.value };
  return part.not ? { not: plain } : plain;
}

/** A group of one is that one. */
function joined({ joint, parts }: Group): unknown {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? segmentOf(first) : { [joint]: parts.map(segmentOf) };
}

function partOf(segment: unknown, depth: number): Part | null {
  if (!isRecord(segment) || depth > DEEPEST) return null;
  const [name = '', ...more] = Object.keys(segment);
  if (more.length > 0) return null;
  const value = segment[name];
  if (name === 'not') {
    const part = partOf(value, depth);
    return part === null || part.not ? null : { ...part, not: true };
  }
  if (name === 'all' || name === 'any') {
    if (!Array.isArray(value) || value.length === 0) return null;
    const parts = value.map((each) => partOf(each, depth + 1));
    return parts.some((part) => part === null)
      ? null
      : { not: false, joint: name, parts: parts.filter((part) => part !== null) };
  }
  const known = CONDITIONS.find((each) => each === name);
  return known === undefined ? null : { not: false, name: known, value };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
