import * as z from 'zod';
import { ChannelId, ConsentTopic, Locale } from '../../core/index.ts';
import { Tag } from '../tags.ts';

/** A whole number of days: enough for a hundred years. */
const Days = z.number().int().min(0).max(36_500);
/** Bounds of a number, both ends included. */
const Bounds = z
  .strictObject({ at_least: z.number().int().min(0).optional(), at_most: z.number().int().min(0).optional() })
  .refine((bounds) => bounds.at_least !== undefined || bounds.at_most !== undefined, 'give at_least, at_most or both')
  .refine(
    ({ at_least, at_most }) => at_least === undefined || at_most === undefined || at_least <= at_most,
    'at_least is greater than at_most: that is nobody',
  );
/** How long ago something was. `never` true: it has not happened; false: it has. */
const Ago = z.union(
  [
    z
      .strictObject({ within_days: Days.optional(), older_than_days: Days.optional() })
      .refine(
        (ago) => ago.within_days !== undefined || ago.older_than_days !== undefined,
        'give within_days or older_than_days',
      ),
    z.strictObject({ never: z.boolean() }),
  ],
  { error: 'expected { within_days: 30 }, { older_than_days: 90 }, both, or { never: true }' },
);
export type Ago = z.infer<typeof Ago>;
export type Bounds = z.infer<typeof Bounds>;

const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1, 'name at least one').max(50));

/**
 * Who is meant, as data: an operator writes it in YAML, the console builds it by clicking.
 *
 * ```yaml
 * all:
 *   - tier: [core, potential]          # any of them
 *   - tag: style-nordic                # one tag, or a list: any of them
 *   - orders: { at_least: 2 }          # paid orders
 *   - spent: { at_least: 100000 }      # in fen or cents
 *   - last_order: { older_than_days: 90 }
 *   - not: { tag: has-complained }
 * ```
 *
 * A word about what is not known (no birthday, never ordered) is false, and `not` of it is true.
 */
export type Segment =
  | { everybody: true }
  | { all: Segment[] }
  | { any: Segment[] }
  | { not: Segment }
  | { tier: string[] }
  | { tag: string[] }
  | { orders: Bounds }
  | { spent: Bounds }
  | { first_order: Ago }
  | { last_order: Ago }
  | { active: Ago }
  | { known: Ago }
  | { member_since: Ago }
  | { birthday: { in_days: number } | { month: number } }
  | { locale: Locale[] }
  | { time_zone: string[] }
  | { channel: string[] }
  | { consent: string }
  | { reachable: boolean };

const Leaf = [
  z.strictObject({ everybody: z.literal(true) }),
  z.strictObject({ tier: oneOrMany(z.string().min(1).max(64)) }),
  z.strictObject({ tag: oneOrMany(Tag) }),
  z.strictObject({ orders: Bounds }),
  z.strictObject({ spent: Bounds }),
  z.strictObject({ first_order: Ago }),
  z.strictObject({ last_order: Ago }),
  z.strictObject({ active: Ago }),
  z.strictObject({ known: Ago }),
  z.strictObject({ member_since: Ago }),
  z.strictObject({
    birthday: z.union(
      [
        z.strictObject({ in_days: z.number().int().min(0).max(60) }),
        z.strictObject({ month: z.number().int().min(1).max(12) }),
      ],
      { error: 'expected { in_days: 7 } (0–60) or { month: 5 }' },
    ),
  }),
  z.strictObject({ locale: oneOrMany(Locale) }),
  z.strictObject({ time_zone: oneOrMany(z.string().min(1).max(64)) }),
  z.strictObject({ channel: oneOrMany(ChannelId) }),
  z.strictObject({ consent: ConsentTopic }),
  z.strictObject({ reachable: z.boolean() }),
] as const;

const Node: z.ZodType<Segment> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(Node).min(1).max(30) }),
    z.strictObject({ any: z.array(Node).min(1).max(30) }),
    z.strictObject({ not: Node }),
    ...Leaf,
  ]),
);

/** The names of the conditions, for messages and for the console's builder. */
export const SEGMENT_CONDITIONS: readonly string[] = [
  ...['all', 'any', 'not'],
  ...Leaf.map((leaf) => Object.keys(leaf.shape)[0] ?? ''),
];

/** Conditions in one segment, the joints included. More is a program, not an audience. */
export const LARGEST_SEGMENT = 60;
const DEEPEST = 8;

export type SegmentCheck =
  | { kind: 'segment'; segment: Segment }
  /** `at`: where in the segment, such as "all.1.not"; the empty text is the whole. */
  | { kind: 'problems'; problems: readonly { at: string; message: string }[] };

/** Reads a segment from JSON or YAML that was parsed already; every problem says where it is and what was expected. */
export function readSegment(value: unknown): SegmentCheck {
  const problems = [...problemsOf(value, '')];
  if (problems.length > 0) return { kind: 'problems', problems };
  const parsed = Node.safeParse(value);
  if (!parsed.success)
    return {
      kind: 'problems',
      problems: parsed.error.issues.map(({ path, message }) => ({ at: path.join('.'), message })),
    };
  const size = sizeOf(parsed.data);
  if (size > LARGEST_SEGMENT)
    return {
      kind: 'problems',
      problems: [{ at: '', message: `${size} conditions are too many: use at most ${LARGEST_SEGMENT}, or a tag` }],
    };
  return { kind: 'segment', segment: parsed.data };
}

/** Finds the branch by its name first: a union of twenty shapes would only say "invalid input". */
function* problemsOf(value: unknown, at: string, depth = 0): Generator<{ at: string; message: string }> {
  if (depth > DEEPEST) {
    yield { at, message: `conditions are nested more than ${DEEPEST} deep` };
    return;
  }
  const below = (step: string | number) => (at === '' ? String(step) : `${at}.${step}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield {
      at,
      message: `expected a condition such as { tier: core }; conditions are ${SEGMENT_CONDITIONS.join(', ')}`,
    };
    return;
  }
  const [name, ...more] = Object.keys(value);
  if (name === undefined || !SEGMENT_CONDITIONS.includes(name)) {
    yield { at: name === undefined ? at : below(name), message: `expected one of ${SEGMENT_CONDITIONS.join(', ')}` };
    return;
  }
  if (more.length > 0) {
    yield { at, message: `one condition each: join ${[name, ...more].join(', ')} with all or any` };
    return;
  }
  const inner: unknown = Reflect.get(value, name);
  if (name === 'all' || name === 'any') {
    if (!Array.isArray(inner) || inner.length === 0 || inner.length > 30)
      yield { at: below(name), message: 'expected a list of 1–30 conditions' };
    else for (const [index, each] of inner.entries()) yield* problemsOf(each, `${below(name)}.${index}`, depth + 1);
    return;
  }
  if (name === 'not') {
    yield* problemsOf(inner, below(name), depth + 1);
    return;
  }
  const leaf = Leaf.find((each) => name in each.shape);
  const parsed = leaf?.safeParse(value);
  if (parsed && !parsed.success) {
    const issue = parsed.error.issues[0];
    yield {
      at: at === '' ? (issue?.path.join('.') ?? '') : [at, ...(issue?.path ?? [])].join('.'),
      message: issue?.message ?? 'not valid',
    };
  }
}

function sizeOf(segment: Segment): number {
  if ('all' in segment) return 1 + segment.all.reduce((sum, each) => sum + sizeOf(each), 0);
  if ('any' in segment) return 1 + segment.any.reduce((sum, each) => sum + sizeOf(each), 0);
  if ('not' in segment) return 1 + sizeOf(segment.not);
  return 1;
}
