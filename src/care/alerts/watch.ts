import { type Booking, isOver } from '../../customers/index.ts';
import type { Tx } from '../../storage/index.ts';
import { etaEnd } from './detect.ts';
import { samplesOf } from './journey.ts';

/**
 * What booked orders mean for the watch over delays, in the booking's transaction: news are looked at by the next sweep,
 * a delivery is learned from. An order that nobody gave a promise is promised for the day of its first estimate.
 */
export async function watchBookings(tx: Tx, bookings: readonly Booking[], now: number, zone: string): Promise<void> {
  for (const booking of bookings) {
    const { order, before, kind } = booking;
    if (order.stage === 'delivered' && before !== 'delivered') await learn(tx, booking, now);
    if (kind === 'unchanged') continue;
    if (order.promisedAt === null && !isOver(order)) await keepPromise(tx, booking, zone);
    if (isOver(order) && before === null) continue; // a history that is brought in
    await tx
      .insertInto('delay_watch')
      .values({ order_number: order.number, look_at: now })
      .onConflict((conflict) => conflict.column('order_number').doUpdateSet({ look_at: now }))
      .execute();
  }
}

async function keepPromise(tx: Tx, { order }: Booking, zone: string): Promise<void> {
  const promised_at = etaEnd(order, zone);
  if (promised_at === null) return;
  await tx.updateTable('orders').set({ promised_at }).where('number', '=', order.number).execute();
}

async function learn(tx: Tx, { order }: Booking, now: number): Promise<void> {
  const stages = await tx
    .selectFrom('order_stages')
    .select(['stage', 'at'])
    .where('order_number', '=', order.number)
    .execute();
  const deliveredAt = stages.find((each) => each.stage === 'delivered')?.at ?? now;
  const samples = samplesOf(order, stages, deliveredAt);
  if (samples.length === 0) return;
  await tx
    .insertInto('transit_samples')
    .values(
      samples.map((sample) => ({
        carrier: sample.carrier,
        route: sample.route,
        step: sample.step,
        dwell_ms: sample.dwellMs,
        remaining_ms: sample.remainingMs,
        at: deliveredAt,
      })),
    )
    .execute();
}
