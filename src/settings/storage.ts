import * as z from 'zod';
import { variable } from './variable.ts';

const databaseUrl = z
  .string()
  .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:PATH or postgres://user:password@host/name');

/** Where things are kept. */
export const STORAGE = {
  DATABASE_URL: variable(
    databaseUrl.default('sqlite:data/warmline.db'),
    'sqlite:PATH (embedded) or postgres://… (several processes).',
    { secret: true },
  ),
  REDIS_URL: variable(
    z
      .string()
      .regex(/^rediss?:\/\/.+$/, 'must be redis://host:port')
      .optional(),
    'Only for several processes: shared lanes, limits and live events.',
    { secret: true },
  ),
} as const;
