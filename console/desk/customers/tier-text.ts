import type { Words } from '../words/index.ts';

/** A tier in words; one of the shop's own as it is. */
export function tierText(tier: string, { care }: Words): string {
  return (care.tiers as Record<string, string>)[tier] ?? tier;
}
