import * as z from 'zod';
import { list, variable } from './variable.ts';

/** The chat page and the widget. */
export const WEB = {
  WEB_SITE: variable(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'takes 1 to 64 letters, digits, _, . or -')
      .default('shop'),
    'Name of the web chat; part of every web address, so do not change it later.',
  ),
  WEB_SECRET: variable(
    z.string().min(32, 'must be 32 characters or more').optional(),
    'Signs visitor ids, with 32 characters or more. Made and kept in the database when empty.',
    {
      secret: true,
    },
  ),
  WEB_ALLOWED_ORIGINS: variable(
    list
      .refine(
        (origins) => origins.every(isOrigin),
        'must be origins without a path, such as https://shop.example, with commas',
      )
      .default([]),
    'Other sites that may embed the widget, with commas: https://shop.example',
  ),
} as const;

/** As browsers send it: scheme and host, and nothing behind. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
