import type { Compensation } from '../../../src/server/contract/index.ts';
import type { Language } from '../words/index.ts';

/** Money comes in fen, points as points. */
export function amountText({ kind, amount }: Pick<Compensation, 'kind' | 'amount'>, language: Language): string {
  if (kind === 'points') return new Intl.NumberFormat(language).format(amount);
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'CNY' }).format(amount / 100);
}
