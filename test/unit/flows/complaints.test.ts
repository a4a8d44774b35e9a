import { describe, expect, it } from 'vitest';
import { COMPLAINT_CLOCKS, resolveBy, respondBy } from '../../../src/flows/complaints/clocks.ts';
import { gradeComplaint } from '../../../src/flows/index.ts';
import { figureOf } from '../../../src/flows/surveys/responses.ts';

const CLOCKS = { ...COMPLAINT_CLOCKS, timeZone: 'Asia/Shanghai' };
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime('Asia/Shanghai').epochMilliseconds;
const due = (opened: string, complex = false) =>
  Temporal.Instant.fromEpochMilliseconds(resolveBy(at(opened), complex, CLOCKS))
    .toZonedDateTimeISO('Asia/Shanghai')
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

describe('the grade of a complaint', () => {
  it.each([
    ['沙发颜色不对', 'ordinary', []],
    ['The colour is wrong', 'ordinary', []],
    ['再不处理我就打12315', 'hot', ['regulator']],
    ['订单 A12345 的沙发颜色不对', 'ordinary', []],
    ['手机 13812345678，沙发腿断了', 'ordinary', []],
    ['I will post this on social media', 'hot', ['media']],
    ['我要找律师起诉你们，还要发抖音曝光', 'crisis', ['media', 'legal']],
    ['电热水壶漏电，我被触电了', 'crisis', ['injury']],
    ['The kettle caught fire and burned my hand', 'crisis', ['injury']],
    ['没有人受伤，但是柜子倒了', 'ordinary', []],
    ['Luckily nobody was injured', 'ordinary', []],
  ])('%s is %s', (text, grade, reasons) => {
    expect(gradeComplaint({ text, earlier: 0, topTier: false })).toEqual({ grade, reasons });
  });

  it('rises with repeats and tier', () => {
    expect(gradeComplaint({ text: 'x', earlier: 1, topTier: false }).grade).toBe('hot');
    expect(gradeComplaint({ text: 'x', earlier: 1, topTier: true }).grade).toBe('crisis');
  });
});

describe('the clocks of a complaint', () => {
  it('give three Chinese work days to the close of business, weekends left out', () => {
    expect(due('2026-11-20T10:00')).toBe('2026-11-25T18:00');
    expect(due('2026-11-21T10:00')).toBe('2026-11-25T18:00');
  });
  it('leave out the national holiday and count the Saturday that makes up for it', () => {
    expect(due('2026-09-30T10:00')).toBe('2026-10-10T18:00');
  });
  it('give seven to a complex one', () => {
    expect(due('2026-11-20T10:00', true)).toBe('2026-12-01T18:00');
  });
  it('want the first answer sooner the worse it is', () => {
    expect(respondBy(0, 'ordinary', CLOCKS)).toBe(24 * 3_600_000);
    expect(respondBy(0, 'crisis', CLOCKS)).toBeLessThan(respondBy(0, 'hot', CLOCKS));
  });
});

describe('the figure of a survey', () => {
  it('is the usual one of its kind', () => {
    expect(figureOf('nps', [10, 9, 8, 6])).toBe(25);
    expect(figureOf('csat', [5, 4, 3, 1])).toBe(0.5);
    expect(figureOf('ces', [7, 5])).toBe(6);
    expect(figureOf('nps', [])).toBeNull();
  });
});
