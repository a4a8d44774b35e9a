import * as z from 'zod';
import type { Database, Tx } from '../../storage/index.ts';
import { OfficeHours } from '../clocks/office-hours.ts';

/** Amounts in the smallest unit of the currency, points in points. */
export const GrantLimits = z.object({
  coupon: z.number().int().min(0),
  refund: z.number().int().min(0),
  points: z.number().int().min(0),
});
export type GrantLimits = z.infer<typeof GrantLimits>;

/** What the shop has decided about its desk. */
export const DeskSettings = z.object({
  hours: OfficeHours,
  firstResponseMinutes: z.number().int(),
  nextResponseMinutes: z.number().int(),
  resolutionHours: z.number().int(),
  silentMinutes: z.number().int(),
  ceiling: GrantLimits,
});
export type DeskSettings = z.infer<typeof DeskSettings>;

const NAME = 'desk';

/** Every day from nine to nine, as shops on Chinese platforms do; a first word within ten minutes. */
export const DESK_DEFAULTS: DeskSettings = {
  hours: {
    timeZone: 'Asia/Shanghai',
    days: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '09:00', to: '21:00' })),
    chineseHolidays: true,
    closed: [],
  },
  firstResponseMinutes: 10,
  nextResponseMinutes: 10,
  resolutionHours: 24,
  silentMinutes: 15,
  ceiling: { coupon: 20_000, refund: 200_000, points: 10_000 },
};

export async function readDeskSettings(db: Database | Tx): Promise<DeskSettings> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  if (!row) return DESK_DEFAULTS;
  const parsed = DeskSettings.safeParse(JSON.parse(row.value));
  return parsed.success ? parsed.data : DESK_DEFAULTS;
}

export async function writeDeskSettings(tx: Tx, settings: DeskSettings): Promise<void> {
  const value = JSON.stringify(settings);
  await tx
    .insertInto('settings')
    .values({ name: NAME, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
