import * as z from 'zod';
import { Locale } from '../../core/index.ts';

/** A sentence in every language that the bot speaks. Both are required: a customer who speaks English gets English. */
export const LocalWords = z.record(Locale, z.string().min(1).max(4_000));
export type LocalWords = z.infer<typeof LocalWords>;

/** Names of flows, steps, slots and options. Short, because step and option ride in a button of 48 bytes. */
export const FlowId = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and -, 2 to 31 of them');
export const StepId = z.string().regex(/^[a-z][a-z0-9_]{0,17}$/, 'lower-case letters, digits and _, at most 18');
export const SlotId = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'lower-case letters, digits and _, at most 31');
export const OptionId = z.string().regex(/^[a-z0-9][a-z0-9_]{0,17}$/, 'lower-case letters, digits and _, at most 18');

/** ISO 8601 ("PT5M") or short ("5m", "24h", "3d"); kept in milliseconds. */
export const Duration = z
  .string()
  .regex(/^(?:\d+(?:\.\d+)?\s*[smhd]|P.+)$/, 'a duration such as 5m, 24h, 3d or PT5M')
  .transform((text, context) => {
    const short = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text);
    if (short) return Math.round(Number(short[1]) * MILLISECONDS[short[2] as keyof typeof MILLISECONDS]);
    try {
      return Temporal.Duration.from(text).total('milliseconds');
    } catch {
      context.addIssue({ code: 'custom', message: 'a duration such as 5m, 24h, 3d or PT5M' });
      return z.NEVER;
    }
  });

const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
