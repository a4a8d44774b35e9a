import type { Compensation } from '../../../src/server/contract/index.ts';
import type { Language } from '../words/index.ts';

/** Money comes in fen, points as points. */
export function amountText({ kind, amount }: Pick<Compensation, 'kind' | 'amount'>, language: Language): string {
  if (kind === 'points') return new Intl.NumberFormat(language).format(amount);
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'CNY' }).format(amount / 100);
}

/** Fen as yuan, without fen where there are none. */
export function money(fen: number, language: Language): string {
  const digits = fen % 100 === 0 ? 0 : 2;
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(fen / 100);
}
