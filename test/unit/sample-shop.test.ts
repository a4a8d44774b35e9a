import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DESK_DEFAULTS } from '../../src/handoff/index.ts';

const ARTICLES = join(import.meta.dirname, '../../knowledge-base/articles');

test.each(['en', 'zh-CN'])('the sample shop tells the hours that its desk keeps (%s)', (locale) => {
  const hours = new Set(DESK_DEFAULTS.hours.days.map(({ from, to }) => `${from}–${to}`.replace(/\b0(?=\d:)/g, '')));
  expect(DESK_DEFAULTS.hours.days).toHaveLength(7);
  expect(hours.size).toBe(1);
  const article = readFileSync(join(ARTICLES, locale, 'stores.md'), 'utf8');
  const answer = article.slice(article.indexOf('{#service-hours}'));
  for (const span of hours) expect(answer).toContain(span);
});
