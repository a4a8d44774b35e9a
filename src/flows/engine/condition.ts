import * as z from 'zod';
import { lookUp, type Scope } from './template.ts';

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A question about what is known: one value, or several questions together. There is no expression language. */
export type Condition =
  | {
      value: string;
      is?: z.infer<typeof Scalar>;
      in?: z.infer<typeof Scalar>[];
      at_least?: number;
      at_most?: number;
      known?: boolean;
    }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({
      value: z.string().regex(/^[a-z][\w.]*$/i, 'the name of a slot or a result, such as found.stage'),
      is: Scalar.optional(),
      in: z.array(Scalar).min(1).optional(),
      at_least: z.number().optional(),
      at_most: z.number().optional(),
      known: z.boolean().optional(),
    }),
    z.strictObject({ all: z.array(Condition).min(1) }),
    z.strictObject({ any: z.array(Condition).min(1) }),
    z.strictObject({ not: Condition }),
  ]),
) as z.ZodType<Condition>;

/** Every test that a condition names must hold; one without a test asks whether the value is known. */
export function holds(condition: Condition, scope: Scope): boolean {
  if ('all' in condition) return condition.all.every((each) => holds(each, scope));
  if ('any' in condition) return condition.any.some((each) => holds(each, scope));
  if ('not' in condition) return !holds(condition.not, scope);
  const value = lookUp(scope, condition.value.split('.')) ?? null;
  const known = value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  const { is, in: among, at_least, at_most } = condition;
  if (condition.known !== undefined && condition.known !== known) return false;
  if (is !== undefined && value !== is) return false;
  if (among !== undefined && !among.some((each) => each === value)) return false;
  if (at_least !== undefined && !(typeof value === 'number' && value >= at_least)) return false;
  if (at_most !== undefined && !(typeof value === 'number' && value <= at_most)) return false;
  const tested = is ?? among ?? at_least ?? at_most ?? condition.known;
  return tested !== undefined || known;
}

/** First names that a condition looks at, for the linter. */
export function namesIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(namesIn);
  if ('any' in condition) return condition.any.flatMap(namesIn);
  if ('not' in condition) return namesIn(condition.not);
  return [condition.value.split('.')[0] ?? ''];
}
