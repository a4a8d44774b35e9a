import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

/**
 * Logs carry what happened and never what was said: texts, names, addresses and secrets are cut out. A line is JSON for
 * whoever collects it; in a terminal it is written for the person who sits there.
 */
export async function createLogger(config: Config, inTerminal: boolean): Promise<Logger> {
  const personal = ['text', 'markdown', 'name', 'peer', 'phone', 'token', 'secret', 'authorization', 'cookie'];
  const settings = {
    level: config.LOG_LEVEL,
    redact: { paths: personal.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  };
  if (!inTerminal) return pino(settings);
  const { default: pretty } = await import('pino-pretty');
  return pino(settings, pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true }));
}
