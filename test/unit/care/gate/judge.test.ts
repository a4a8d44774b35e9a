import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GATE_DEFAULTS } from '../../../../src/care/gate/gate-rules.ts';
import { type GateFacts, judge } from '../../../../src/care/gate/judge.ts';
import type { Ask, Verdict } from '../../../../src/care/gate/verdict.ts';
import { ConversationId, CustomerId } from '../../../../src/core/index.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Temporal.ZonedDateTime.from('2026-11-22T12:00[Asia/Shanghai]').epochMilliseconds;

const CARE: Ask = {
  kind: 'care',
  topic: 'care',
  customer: CustomerId.parse('anna'),
  conversation: ConversationId.parse('talk'),
  via: 'outbox',
  batch: null,
  expiresAt: NOON + 30 * DAY,
  own: null,
  stage: 'claim',
};
const ALERT: Ask = { ...CARE, kind: 'alert', topic: 'orders' };
const FREE: GateFacts = {
  known: true,
  leaving: false,
  consent: true,
  allowedUnasked: false,
  zone: 'Asia/Shanghai',
  unreachable: false,
  proactive: { kind: 'free' },
  inHands: false,
  caseOpen: false,
  complaintOpen: false,
  badMoodAt: null,
  counted: [],
  queued: 0,
  held: null,
  window: { lastWordAt: null, used: 0 },
};
const WINDOW = { kind: 'window', hours: 48, messages: 5 } as const;

function care(facts: Partial<GateFacts>, ask: Partial<Ask> = {}, now = NOON): Verdict {
  return judge({ ...CARE, ...ask }, { ...FREE, ...facts }, GATE_DEFAULTS, now);
}

function alert(facts: Partial<GateFacts>, now = NOON): Verdict {
  return judge(ALERT, { ...FREE, consent: null, allowedUnasked: true, ...facts }, GATE_DEFAULTS, now);
}

describe('the gate', () => {
  test('lets care go to somebody who wants it, at noon', () => {
    expect(care({})).toEqual({ kind: 'pass' });
  });

  test('care needs their word, an alert about their own order goes until they say no', () => {
    expect(care({ consent: null })).toEqual({ kind: 'refuse', reason: 'no-consent' });
    expect(care({ consent: false })).toEqual({ kind: 'refuse', reason: 'no-consent' });
    expect(alert({})).toEqual({ kind: 'pass' });
    expect(alert({ consent: false })).toEqual({ kind: 'refuse', reason: 'no-consent' });
  });

  test.each<[Partial<GateFacts>, string]>([
    [{ known: false }, 'unknown'],
    [{ leaving: true }, 'leaving'],
    [{ unreachable: true }, 'unreachable'],
    [{ held: 'stopped' }, 'stopped'],
    [{ proactive: undefined }, 'channel-silent'],
    [{ proactive: { kind: 'none' } }, 'channel-silent'],
    [{ proactive: { kind: 'task' } }, 'needs-task'],
    [{ proactive: WINDOW }, 'window-closed'],
    [{ proactive: WINDOW, window: { lastWordAt: NOON - 48 * HOUR, used: 0 } }, 'window-closed'],
  ])('refuses alerts and care alike for %o', (facts, reason) => {
    expect(care(facts)).toEqual({ kind: 'refuse', reason });
    expect(alert(facts)).toEqual({ kind: 'refuse', reason });
  });

  test.each<[Partial<GateFacts>, string]>([
    [{ caseOpen: true }, 'case-open'],
    [{ complaintOpen: true }, 'complaint-open'],
    [{ badMoodAt: NOON - HOUR }, 'bad-mood'],
    [{ held: 'paused' }, 'held'],
  ])('waits with alerts and care alike for %o', (facts, reason) => {
    expect(care(facts)).toMatchObject({ kind: 'wait', reason });
    expect(alert(facts)).toMatchObject({ kind: 'wait', reason });
  });

  test('a bad mood passes after a day', () => {
    expect(care({ badMoodAt: NOON - DAY })).toEqual({ kind: 'pass' });
  });

  test('one care message in any day and three in any week; alerts are not counted against them', () => {
    expect(care({ counted: [NOON - 23 * HOUR] })).toEqual({ kind: 'wait', until: NOON + HOUR, reason: 'daily-cap' });
    expect(care({ counted: [NOON - 24 * HOUR] })).toEqual({ kind: 'pass' });
    const three = [NOON - 6 * DAY, NOON - 4 * DAY, NOON - 2 * DAY];
    expect(care({ counted: three })).toEqual({ kind: 'wait', until: NOON + DAY, reason: 'weekly-cap' });
    expect(alert({ counted: [NOON, NOON - HOUR, NOON - 2 * HOUR, ...three] })).toEqual({ kind: 'pass' });
  });

  test('what is queued counts while it is planned, and not when it is claimed: else two would wait for each other', () => {
    expect(care({ queued: 1 }, { stage: 'plan' })).toMatchObject({ kind: 'wait', reason: 'daily-cap' });
    expect(care({ queued: 1 }, { stage: 'claim' })).toEqual({ kind: 'pass' });
  });

  test('the platform’s window is spent on answers first', () => {
    const used = (count: number) => ({ proactive: WINDOW, window: { lastWordAt: NOON - HOUR, used: count } });
    expect(care(used(1))).toEqual({ kind: 'pass' });
    expect(care(used(2))).toMatchObject({ kind: 'wait', reason: 'window-full' });
    expect(alert(used(3))).toEqual({ kind: 'pass' });
    expect(alert(used(4))).toMatchObject({ kind: 'wait', reason: 'window-full' });
  });

  test('a task of a colleague passes where the platform wants one', () => {
    expect(care({ proactive: { kind: 'task' } }, { via: 'task' })).toEqual({ kind: 'pass' });
  });

  test('who waits for two reasons is told the one that ends last, and never in their night', () => {
    const evening = Temporal.ZonedDateTime.from('2026-11-22T20:00[Asia/Shanghai]').epochMilliseconds;
    const verdict = care({ counted: [evening - 20 * HOUR] }, {}, evening);
    const morning = Temporal.ZonedDateTime.from('2026-11-23T09:00[Asia/Shanghai]').epochMilliseconds;
    expect(verdict).toEqual({ kind: 'wait', until: morning, reason: 'daily-cap' });
  });

  test('whatever the calendar, caps and zone: it passes only by day, and a wait always ends by day', () => {
    const facts = fc.record({
      zone: fc.constantFrom(
        'Asia/Shanghai',
        'Europe/Berlin',
        'America/St_Johns',
        'Australia/Lord_Howe',
        'Africa/Cairo',
      ),
      counted: fc.array(fc.integer({ min: 0, max: 9 * DAY }), { maxLength: 5 }),
      badMood: fc.option(fc.integer({ min: 0, max: 2 * DAY }), { nil: null }),
      complaintOpen: fc.boolean(),
    });
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) });
    fc.assert(
      fc.property(facts, moment, (some, now) => {
        const verdict = care(
          {
            zone: some.zone,
            counted: some.counted.map((ago) => now - ago),
            badMoodAt: some.badMood === null ? null : now - some.badMood,
            complaintOpen: some.complaintOpen,
          },
          { expiresAt: now + 30 * DAY },
          now,
        );
        const then = verdict.kind === 'wait' ? verdict.until : now;
        const { hour } = Temporal.Instant.fromEpochMilliseconds(then).toZonedDateTimeISO(some.zone);
        expect(hour >= 9 && hour < 21).toBe(true);
        if (verdict.kind === 'pass') {
          expect(some.counted.filter((ago) => ago < DAY)).toHaveLength(0);
          expect(some.counted.filter((ago) => ago < 7 * DAY).length).toBeLessThan(3);
        } else expect(then).toBeGreaterThan(now);
      }),
      { numRuns: 2_000 },
    );
  });

  test('asking again at every moment that it names lets no more than one a day and three a week through, over jumps of the clock', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai'),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 2, 10) }),
        fc.array(fc.integer({ min: -HOUR, max: HOUR }), { minLength: 1, maxLength: 6 }),
        (zone, start, jumps) => {
          const sent: number[] = [];
          let now = start;
          for (let round = 0; round < 40; round += 1) {
            const seen = now + (jumps[round % jumps.length] ?? 0);
            const counted = sent.filter((at) => at > seen - 7 * DAY);
            const verdict = care({ zone, counted }, { expiresAt: seen + 90 * DAY }, seen);
            if (verdict.kind === 'pass') sent.push(seen);
            else if (verdict.kind === 'wait') now = Math.max(now, verdict.until);
            now += HOUR;
          }
          const sorted = sent.toSorted((a, b) => a - b);
          for (const [index, at] of sorted.entries()) {
            const next = sorted[index + 1];
            const fourth = sorted[index + 3];
            if (next !== undefined) expect(next - at).toBeGreaterThanOrEqual(DAY);
            if (fourth !== undefined) expect(fourth - at).toBeGreaterThanOrEqual(7 * DAY);
          }
          expect(sent.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
