import { expect, test } from 'vitest';
import { createRemembered } from '../../../../src/knowledge/service/remembered.ts';
import { createToday } from '../../../../src/knowledge/service/today.ts';
import { createTestClock } from '../../../support/clock.ts';

test('the same question at once and again is one search; a failed one is not kept', async () => {
  const remembered = createRemembered<number>();
  let searches = 0;
  const search = async () => {
    searches += 1;
    if (searches === 1) throw new Error('gone');
    return searches;
  };
  await expect(remembered.get('a', search)).rejects.toThrow('gone');
  expect(await Promise.all([remembered.get('a', search), remembered.get('a', search)])).toEqual([2, 2]);
  expect(await remembered.get('b', search)).toBe(3);
});

test('what was asked longest ago makes room, and long texts are not kept', async () => {
  const remembered = createRemembered<string>();
  const searched: string[] = [];
  const ask = (key: string) =>
    remembered.get(key, async () => {
      searched.push(key);
      return key;
    });
  for (let at = 0; at < 1_001; at += 1) await ask(`q${at}`);
  await ask('q1');
  await ask('q0');
  expect(searched.slice(1_001)).toEqual(['q0']);
  const long = 'x'.repeat(201);
  await ask(long);
  await ask(long);
  expect(searched.filter((key) => key === long)).toHaveLength(2);
});

test('the day changes at midnight in the zone, also when the clock goes back', async () => {
  const clock = createTestClock(Temporal.ZonedDateTime.from('2026-11-22T23:59:59[Asia/Shanghai]').epochMilliseconds);
  const today = createToday(clock, 'Asia/Shanghai');
  expect(today()).toBe('2026-11-22');
  await clock.advance(1_000);
  expect(today()).toBe('2026-11-23');
  const back = createTestClock(Temporal.ZonedDateTime.from('2026-03-29T00:30:00[Europe/Berlin]').epochMilliseconds);
  const berlin = createToday(back, 'Europe/Berlin');
  expect(berlin()).toBe('2026-03-29');
  await back.advance(23 * 3_600_000);
  expect(berlin()).toBe('2026-03-30');
});
