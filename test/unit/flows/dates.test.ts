import { describe, expect, it } from 'vitest';
import { dateReader } from '../../../src/flows/engine/slots/date.ts';
import { hear } from '../../../src/flows/engine/slots/heard.ts';

/** A Saturday. */
const TODAY = Temporal.PlainDate.from('2026-11-21');
type Prefer = 'past' | 'future' | 'nearest';

function dayOf(text: string, prefer: Prefer = 'nearest', limits: { earliest?: number; latest?: number } = {}): unknown {
  const reading = dateReader({ type: 'date', prefer, ...limits })(hear(text, 'zh-CN', TODAY));
  return reading?.kind === 'value' ? reading.value : reading?.kind === 'invalid' ? reading.reason : null;
}

describe('a date slot', () => {
  it.each([
    ['明天', '2026-11-22'],
    ['后天上午', '2026-11-23'],
    ['大后天', '2026-11-24'],
    ['大前天', '2026-11-18'],
    ['昨天晚上收到的', '2026-11-20'],
    ['下周三', '2026-11-25'],
    ['下下周一', '2026-11-30'],
    ['这周五', '2026-11-20'],
    ['上个星期天', '2026-11-15'],
    ['周一', '2026-11-23'],
    ['11月25日', '2026-11-25'],
    ['十一月二十五号', '2026-11-25'],
    ['２０２６年１２月１日', '2026-12-01'],
    ['二零二六年十二月三日', '2026-12-03'],
    ['明年1月3号', '2027-01-03'],
    ['25号', '2026-11-25'],
    ['下个月3号', '2026-12-03'],
    ['三天后', '2026-11-24'],
    ['两周前', '2026-11-07'],
    ['tomorrow', '2026-11-22'],
    ['the day after tomorrow', '2026-11-23'],
    ['next Wednesday', '2026-11-25'],
    ['last friday', '2026-11-13'],
    ['on Monday', '2026-11-23'],
    ['Nov 25th', '2026-11-25'],
    ['25 November 2026', '2026-11-25'],
    ['December 3, 2026', '2026-12-03'],
    ['in 3 days', '2026-11-24'],
    ['a week ago', '2026-11-14'],
    ['2026-11-30', '2026-11-30'],
    ['2026/12/1', '2026-12-01'],
    ['11/25', '2026-11-25'],
    ['25/11', '2026-11-25'],
    ['the 3rd', '2026-12-03'],
  ])('reads %s as %s', (said, day) => {
    expect(dayOf(said)).toBe(day);
  });

  it.each(['2月30日', '二月三十号', 'Feb 30', '2026-02-29', '31 April', '13月1日', '2026/11/31'])(
    'refuses %s, which no calendar has',
    (said) => {
      expect(dayOf(said)).toBe('no-such-date');
    },
  );

  it('takes a day without a year from the wished side', () => {
    expect(dayOf('5月3日', 'past')).toBe('2026-05-03');
    expect(dayOf('5月3日', 'future')).toBe('2027-05-03');
    expect(dayOf('周一', 'past')).toBe('2026-11-16');
  });

  it('keeps to the limits of the slot', () => {
    expect(dayOf('昨天', 'nearest', { earliest: 0 })).toBe('date-too-early');
    expect(dayOf('明天', 'nearest', { latest: 0 })).toBe('date-too-late');
  });

  it.each(['你好', 'A1024', '9分', '13800138000', 'maybe', 'I am satisfied'])('sees no date in %s', (said) => {
    expect(dayOf(said)).toBeNull();
  });
});
