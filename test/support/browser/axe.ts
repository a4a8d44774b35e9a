import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A colour on its way to another one has no contrast to judge; what never ends, such as a spinner, is not waited for. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
  .map((animation) => animation.finished))`;

/** What axe finds in a page, of these impacts. It looks at what is wrong only: to describe what is right takes it longer. */
export async function axeFindings(page: Page, impacts: readonly axe.ImpactValue[]): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  await page.evaluate(SETTLED);
  const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return (found as axe.AxeResults).violations
    .filter(({ impact }) => impacts.includes(impact ?? null))
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
