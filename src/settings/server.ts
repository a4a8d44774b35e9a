import * as z from 'zod';
import { flag, variable, webAddress, wholeNumber } from './variable.ts';

/** How the program is reached and what it logs. */
export const SERVER = {
  HOST: variable(z.string().default('localhost'), 'Where the HTTP server listens. 0.0.0.0 inside a container.'),
  PORT: variable(wholeNumber.min(0).max(65_535).default(8080), 'Its port; 0 takes a free one.'),
  PUBLIC_URL: variable(webAddress.optional(), 'How the outside reaches this server. Needed for webhooks.'),
  TRUST_PROXY: variable(flag.default(false), 'true when a reverse proxy in front sets X-Forwarded-For.'),
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'), 'What is logged.'),
  METRICS_TOKEN: variable(
    z.string().min(16, 'must be 16 characters or more').optional(),
    'When set, /metrics wants it as a bearer token. At least 16 characters.',
    {
      secret: true,
    },
  ),
  SHUTDOWN_MS: variable(
    wholeNumber.min(0).max(25_000).default(20_000),
    'How long a stop may take to send what is due, in milliseconds.',
  ),
} as const;
