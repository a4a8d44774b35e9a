import type { CampaignRefusal } from '../../../src/server/contract/index.ts';
import { put, type Words } from '../words/index.ts';

/** Why nothing was done, and what to do about it. */
export function refusalText(refusal: CampaignRefusal, { care }: Words): string {
  const text = care.refusal[refusal.kind] ?? refusal.kind;
  switch (refusal.kind) {
    case 'needs-approval':
    case 'wrong-number':
      return put(text, refusal.count);
    case 'problems':
      return `${text}: ${refusal.problems.map(({ at, message }) => `${at}: ${message}`).join('; ')}`;
    default:
      return text;
  }
}

/** A reason code in words; a code without words is shown as it is. */
export function whyText(why: string | null, { care }: Words): string {
  return why === null ? '' : (care.why[why] ?? why);
}
