import { openCoordination } from '../coordination/index.ts';
import { errorText } from '../core/index.ts';
import { systemClock, systemRandom } from '../system.ts';

/** For `warmline doctor`: whether Redis answers now; throws with what it means and what to do. */
export async function checkRedis(redisUrl: string): Promise<string> {
  const causes: unknown[] = [];
  const coordination = await openCoordination({
    redisUrl,
    clock: systemClock,
    random: systemRandom,
    processId: 'doctor',
    onDegraded: (cause) => causes.push(cause),
  });
  try {
    if (coordination.health() === 'ready') return 'answers';
    const why = causes.length === 0 ? '' : ` (${errorText(causes[0])})`;
    throw new Error(`does not answer${why}: the bot goes on without it, slower. Check that it runs and REDIS_URL`);
  } finally {
    await coordination.close();
  }
}
