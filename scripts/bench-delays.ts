import { bestFalseShare } from '../test/support/delays/best-possible.ts';
import { parcelWorld } from '../test/support/delays/parcel-world.ts';
import { replay } from '../test/support/delays/replay.ts';

/**
 * How many delays are told in time, and how many alerts are false, on worlds whose causes of delay the detector cannot
 * see: `npx node scripts/bench-delays.ts [worlds] [parcels]`. The history that is learned from is an earlier world.
 * "at best" is what somebody who knows the world's law needs to tell nine of ten half an hour before.
 */
const HOUR = 3_600_000;
const worlds = Number(process.argv[2] ?? 5);
const parcels = Number(process.argv[3] ?? 6_000);
const rules = {
  tellAt: 0.65,
  tellEarlyAt: 0.99,
  leadMs: HOUR / 2,
  noScanMs: 48 * HOUR,
  overdueShare: 0.95,
  plainMs: { preparing: 48 * HOUR, shipped: 96 * HOUR, delivering: 24 * HOUR },
  problems: [],
};
const DAY = 24 * HOUR;
const start = Date.UTC(2026, 5, 1);
const kinds = [
  { name: 'end of day', slack: 0.18, until: 24 },
  { name: 'end of day, generous', slack: 0.6, until: 24 },
  { name: 'until 18:00', slack: 0.3, until: 18 },
  { name: 'until 14:00', slack: 0.5, until: 14 },
];
console.log(
  'promise               seed  parcels    late  told in time  false alerts  at best  lead median / 10 %    looks  µs/look',
);
for (const kind of kinds) {
  for (let seed = 1; seed <= worlds; seed += 1) {
    const all = parcelWorld({ seed, parcels: parcels * 2, days: 120, start, slack: kind.slack, until: kind.until });
    const split = start + 60 * DAY;
    const history = all.filter((parcel) => parcel.deliveredAt < split);
    const world = all.filter((parcel) => parcel.placedAt >= split);
    const r = replay(history, world, rules, () => performance.now());
    console.log(
      [
        kind.name.padEnd(20),
        String(seed).padStart(5),
        String(r.parcels).padStart(8),
        share(r.delayed, r.parcels).padStart(7),
        share(r.inTime, r.delayed).padStart(13),
        share(r.falseAlerts, r.alerts).padStart(13),
        share(bestFalseShare(world, rules.leadMs), 1).padStart(8),
        `${r.leadMedianH.toFixed(1)} h / ${r.leadTenthH.toFixed(1)} h`.padStart(19),
        String(r.looks).padStart(8),
        ((1_000 * r.ms) / r.looks).toFixed(0).padStart(8),
      ].join(' '),
    );
  }
}

function share(some: number, all: number): string {
  return `${((100 * some) / all).toFixed(1)} %`;
}
