const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Fewer arrivals say nothing about hours. At so many they are halved, so that the hours follow a change. */
const ENOUGH = 200;
const MOST = 40_000;
/** An hour with less than this share of the arrivals is one in which nobody delivers. */
const CLOSED_SHARE = 0.003;
/** Measured anew after so many arrivals. */
const MEASURED_EVERY = 50;

export interface CourierHours {
  add(arrivedAt: number): void;
  /** `at`, or the first moment after it at which somebody delivers. In milliseconds. */
  from(at: number): number;
}

/**
 * The hours of the day at which parcels arrive, learned from all arrivals: what would arrive at night, by the time that
 * others needed, arrives when couriers begin again.
 */
export function createCourierHours(): CourierHours {
  // Hours as the clock of milliseconds has them: which zone they are of does not matter here.
  let counts = new Array<number>(HOURS).fill(0);
  let total = 0;
  /** By hour: how many hours until somebody delivers again. */
  let waits = new Array<number>(HOURS).fill(0);

  function measure(): void {
    const isOpen = (hour: number) => (counts[hour % HOURS] ?? 0) >= CLOSED_SHARE * total;
    waits = counts.map((_, hour) => {
      for (let wait = 0; wait < HOURS; wait += 1) if (isOpen(hour + wait)) return wait;
      return 0;
    });
  }

  return {
    add(arrivedAt) {
      const hour = Math.floor(arrivedAt / HOUR_MS) % HOURS;
      counts[hour] = (counts[hour] ?? 0) + 1;
      total += 1;
      if (total >= MOST) {
        counts = counts.map((count) => count / 2);
        total /= 2;
      }
      if (total >= ENOUGH && total % MEASURED_EVERY === 0) measure();
    },
    from(at) {
      const hour = Math.floor(at / HOUR_MS);
      const wait = waits[hour % HOURS] ?? 0;
      return wait === 0 ? at : (hour + wait) * HOUR_MS;
    },
  };
}
