import { describe, expect, test } from 'vitest';
import { browserName } from '../../../console/desk/pages/browser-name.ts';
import { deedDetail } from '../../../console/desk/pages/deed-detail.ts';
import { wordsOf } from '../../../console/desk/words/index.ts';
import { dayOf } from '../../../console/desk/words/time.ts';

describe('a deed in the audit log', () => {
  test.each([
    ['{"role":"supervisor","capacity":6}', 'en', 'Role: Supervisor; At once: 6'],
    ['{"limits":{"coupon":5000,"points":500}}', 'zh-CN', '补偿限额：(优惠券：50；积分：500)'],
    ['{"hours":{"timeZone":"Asia/Shanghai","days":[]},"silentMinutes":15}', 'en', 'Hours; Silent agent (min): 15'],
    ['{"skills":[],"wecom":null,"active":false}', 'en', 'Skills: –; WeCom: –; May sign in: ✗'],
    ['away', 'zh-CN', '暂离'],
    ['{not data', 'en', '{not data'],
    ['solved', 'en', 'solved'],
  ] as const)('%s is told in %s as %s', (detail, language, said) =>
    expect(deedDetail(detail, language, wordsOf(language))).toBe(said),
  );
});

describe('a browser', () => {
  const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  test.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge · Windows'],
    [`Mozilla/5.0 (Linux; Android 15) ${WEBKIT} Chrome/140.0 Mobile Safari/537.36`, 'Chrome · Android'],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${WEBKIT} Version/18.0 Safari/604.1`, 'Safari · iPhone'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · macOS'],
    ['curl/8.5.0', 'curl/8.5.0'],
  ])('%s is %s', (agent, name) => expect(browserName(agent)).toBe(name));
});

test('a day without a time is that day in the reader’s language', () => {
  expect(dayOf('2026-11-24', 'en')).toBe('Tue, Nov 24');
  expect(dayOf('2026-11-24', 'zh-CN')).toBe('11月24日周二');
});
