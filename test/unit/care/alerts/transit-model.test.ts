import { expect, test } from 'vitest';
import { createCourierHours } from '../../../../src/care/alerts/courier-hours.ts';
import { createTransitModel } from '../../../../src/care/alerts/transit-model.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIDNIGHT = Date.UTC(2026, 5, 1);

/** Four hundred parcels that went out at eight and were there between nine and eighteen. */
function learned() {
  const model = createTransitModel({ enough: 30, plainMs: {} });
  for (let index = 0; index < 400; index += 1) {
    const since = MIDNIGHT + (index % 40) * DAY + 8 * HOUR;
    const remainingMs = (1 + (index % 10)) * HOUR;
    const arrivedAt = since + remainingMs;
    model.add({ carrier: 'SF', route: 'a>b', step: 'delivering', dwellMs: remainingMs, remainingMs, arrivedAt });
  }
  return model;
}

const place = (since: number) => ({ carrier: 'SF', route: 'a>b', step: 'delivering', since });

test('what others needed leads into the night: it arrives when couriers begin again', () => {
  const noon = MIDNIGHT + 100 * DAY + 14 * HOUR;
  // Ten hours at most, says the history; but five of them would be after seven in the evening.
  const tonight = learned().chanceBeyond(place(noon), 5.5 * HOUR, 10.5 * HOUR);
  expect(tonight).toBeGreaterThan(0.9);
  expect(learned().chanceBeyond(place(noon), 0.5 * HOUR, 10.5 * HOUR)).toBeLessThan(tonight);
});

test('a parcel that is stuck for longer than any other is judged by what is left after its step', () => {
  const morning = MIDNIGHT + 100 * DAY + 8 * HOUR;
  const stuck = DAY + 14 * HOUR;
  expect(learned().chanceBeyond(place(morning), stuck, stuck + HOUR)).toBeGreaterThan(0.9);
});

test('hours are learned from enough arrivals, and from few nothing is', () => {
  const hours = createCourierHours();
  const at = MIDNIGHT + 22 * HOUR;
  for (let index = 0; index < 150; index += 1) hours.add(MIDNIGHT + 10 * HOUR);
  expect(hours.from(at)).toBe(at);
  for (let index = 0; index < 150; index += 1) hours.add(MIDNIGHT + 11 * HOUR);
  expect(hours.from(at)).toBe(MIDNIGHT + DAY + 10 * HOUR);
  expect(hours.from(MIDNIGHT + 10.5 * HOUR)).toBe(MIDNIGHT + 10.5 * HOUR);
});
