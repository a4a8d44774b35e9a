import * as z from 'zod';

/** One environment variable: how it is parsed and what a person is told about it in `.env.example`. */
export interface Variable<T extends z.ZodType> {
  schema: T;
  about: string;
  secret?: boolean;
}

export function variable<T extends z.ZodType>(
  schema: T,
  about: string,
  options: { secret?: boolean } = {},
): Variable<T> {
  return { schema, about, ...options };
}

export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** Words with commas between them. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

export const wholeNumber = z.coerce.number('must be a number').int('must be a whole number');

/** An address of http or https, such as https://shop.example. */
export const webAddress = z.url({
  protocol: /^https?$/,
  error: 'must be a whole address, such as https://shop.example',
});

/** What the variables of a section are once parsed. */
export type ValuesOf<Variables extends Record<string, Variable<z.ZodType>>> = {
  [Name in keyof Variables]: z.output<Variables[Name]['schema']>;
};
