import type { Logger } from 'pino';
import { errorText, isOutage } from '../core/index.ts';

/** Logs what repeated work survived; of a database that is away one line tells for all, see `logAvailability`. */
export function logFault(logger: Logger, thrown: unknown, where: string, message: string): void {
  logger[isOutage(thrown) ? 'debug' : 'error']({ where, fault: errorText(thrown) }, message);
}
