import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Seconds that the long files take, roughly: on a fresh machine nobody else knows. */
const SECONDS: Readonly<Record<string, number>> = {
  'desk-inbox': 90,
  kill: 70,
  flows: 65,
  'desk-accessibility': 60,
  demo: 45,
  'takeover-race': 45,
  'campaign-kills': 37,
  'two-processes': 36,
  'web-accessibility': 36,
  'web-page': 36,
  'both-sides': 36,
  campaign: 35,
  'desk-restart': 30,
  'handoff-api': 26,
  wechat: 23,
  'customers-desk': 12,
  'care-campaigns': 11,
};

/** The long files first: one that began last would be waited for with the other core idle. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}

function secondsOf({ moduleId }: TestSpecification): number {
  return SECONDS[/([^/]+)\.test\.ts$/.exec(moduleId)?.[1] ?? ''] ?? 0;
}
