import { hash } from 'node:crypto';

export type Arm = { kind: 'holdout' } | { kind: 'variant'; name: string };

/**
 * Which part of an experiment a customer is in: always the same for the same experiment and customer, whatever process asks
 * and however often. Holdout and variant come from different bits, so changing one share does not reshuffle the other.
 */
export function assignArm(
  experiment: string,
  customer: string,
  { holdout, variants }: { holdout: number; variants: readonly { name: string; weight: number }[] },
): Arm {
  if (fraction(`holdout|${experiment}|${customer}`) < holdout) return { kind: 'holdout' };
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = fraction(`variant|${experiment}|${customer}`) * total;
  for (const { name, weight } of variants) {
    rest -= weight;
    if (rest < 0) return { kind: 'variant', name };
  }
  return { kind: 'variant', name: variants.at(-1)?.name ?? 'a' };
}

/** A day of their own within a range, stable as above. */
export function assignDay(experiment: string, unit: string, { from, to }: { from: number; to: number }): number {
  return from + Math.floor(fraction(`day|${experiment}|${unit}`) * (to - from + 1));
}

/** 48 bits of SHA-256, uniform in [0, 1). */
function fraction(text: string): number {
  return hash('sha256', text, 'buffer').readUIntBE(0, 6) / 2 ** 48;
}
