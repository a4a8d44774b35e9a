import type { Segment } from '../../customers/index.ts';
import type { Database } from '../../storage/index.ts';

/**
 * Every time zone that a customer has, and the shop's own, which holds for those who have told none. One look into an
 * index per zone, however many customers there are.
 */
export async function timeZonesOf(db: Database, shopZone: string): Promise<string[]> {
  const zones = new Set([shopZone]);
  for (let after = ''; ; ) {
    const row = await db
      .selectFrom('customers')
      .select((builder) => builder.fn.min('time_zone').as('zone'))
      .where('time_zone', '>', after)
      .executeTakeFirst();
    if (!row?.zone) return [...zones];
    zones.add(row.zone);
    after = row.zone;
  }
}

/** Those of an audience for whom it is the time of `zone`. Whoever has no zone lives in the shop's. */
export function livingIn(audience: Segment, zone: string, zones: readonly string[], shopZone: string): Segment {
  if (zone !== shopZone) return { all: [audience, { time_zone: [zone] }] };
  const others = zones.filter((each) => each !== shopZone);
  return others.length === 0
    ? audience
    : { all: [audience, ...others.map((each): Segment => ({ not: { time_zone: [each] } }))] };
}
