import * as z from 'zod';
import { WarmlineError } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 21:00');

/**
 * When nobody is written to, by the customer's own clock, and how much care one person gets. The quiet hours are those
 * of the shop's promise; one a day and three a week is what issue 6 sets.
 */
export const GateRules = z.strictObject({
  quiet: z.strictObject({ from: WallTime, to: WallTime }).default({ from: '21:00', to: '09:00' }),
  /** Care messages in any 24 hours, and in any seven days. */
  perDay: z.int().min(0).max(20).default(1),
  perWeek: z.int().min(0).max(50).default(3),
  /** A frustrated or angry customer is left alone for so many hours after their last word. */
  badMoodHours: z.int().min(0).max(168).default(24),
  /** Of a platform's window of messages, so many are kept for answers. */
  keptForAnswers: z
    .strictObject({ alert: z.int().min(0).max(50), care: z.int().min(0).max(50) })
    .default({ alert: 1, care: 3 }),
});
export type GateRules = z.infer<typeof GateRules>;

export const GATE_DEFAULTS: GateRules = GateRules.parse({});
const NAME = 'care-gate';

/** The rules as the shop has set them; asked at every claim, so a change holds at once and for every process. */
export async function readGateRules(db: Database | Tx): Promise<GateRules> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  if (!row) return GATE_DEFAULTS;
  const read = GateRules.safeParse(JSON.parse(row.value));
  if (read.success) return read.data;
  throw new WarmlineError(
    'CONFIG_INVALID',
    `The stored rules of the gate cannot be read: ${z.prettifyError(read.error)}`,
  );
}

export async function writeGateRules(tx: Tx, rules: GateRules): Promise<void> {
  const value = JSON.stringify(rules);
  await tx
    .insertInto('settings')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
