import { backoffMs, type ChannelLogger, type Clock, errorText } from '../../core/index.ts';
import type { PuppetEvent } from './protocol.ts';

interface IntakeParts {
  clock: Clock;
  logger: ChannelLogger;
  signal: AbortSignal;
  /** The event is safe with us. */
  taken(entry: string): void;
}

/**
 * Events on their way from one bridge process into the inbox, in order. One is reported as taken only after `accept` has
 * resolved; an inbox that does not take them is asked again until it does, and the journal of the bridge keeps them.
 */
export function createIntake(
  accept: (events: readonly PuppetEvent[]) => Promise<void>,
  { clock, logger, signal, taken }: IntakeParts,
) {
  let waiting: { entry: string; event: PuppetEvent }[] = [];
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (let failures = 0; waiting.length > 0 && !signal.aborted; ) {
      const batch = waiting;
      try {
        await accept(batch.map(({ event }) => event));
      } catch (thrown) {
        failures += 1;
        const retryInMs = backoffMs(failures, 1_000, 60_000);
        logger.error({ cause: errorText(thrown), retryInMs }, 'the inbox did not take what WeChat brought; it is kept');
        await clock.sleep(retryInMs, signal);
        continue;
      }
      failures = 0;
      waiting = waiting.slice(batch.length);
      for (const { entry } of batch) taken(entry);
    }
    working = null;
  }

  return {
    take(entry: string, event: PuppetEvent): void {
      waiting = [...waiting, { entry, event }];
      working ??= work();
    },
    async settled(): Promise<void> {
      await working;
    },
  };
}
