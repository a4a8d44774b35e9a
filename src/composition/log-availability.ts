import type { Logger } from 'pino';
import { errorText } from '../core/index.ts';
import type { AvailabilityNews } from '../storage/index.ts';

/** One line when the database goes, one when it is back; what fails meanwhile is logged at `debug`. */
export function logAvailability(logger: Logger): (news: AvailabilityNews) => void {
  return (news) => {
    if (news.kind === 'away') logger.error({ cause: errorText(news.cause) }, 'the database is away; it is tried again');
    else logger.info({ awaySeconds: Math.round(news.awayMs / 1000) }, 'the database is back');
  };
}
