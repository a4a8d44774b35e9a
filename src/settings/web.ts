import * as z from 'zod';
import { list, variable } from './variable.ts';

/** The chat page and the widget. */
export const WEB = {
  WEB_SITE: variable(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .default('shop'),
    'Name of the web chat; part of every web address, so do not change it later.',
  ),
  WEB_SECRET: variable(z.string().min(32).optional(), 'Signs visitor ids. Made and kept in the database when empty.', {
    secret: true,
  }),
  WEB_ALLOWED_ORIGINS: variable(
    list.default([]),
    'Other sites that may embed the widget, with commas: https://shop.example',
  ),
} as const;
