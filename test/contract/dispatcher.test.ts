import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/bot/dispatcher.ts';
import type { TurnOutcome } from '../../src/bot/turn/turn-outcome.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { createMemoryLanes } from '../../src/coordination/memory-lanes.ts';
import { systemClock } from '../../src/system.ts';
import { addressOf } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';

const DONE: TurnOutcome = { kind: 'done', how: 'answered', waitedMs: 0, address: addressOf('ann'), more: false };

describeStorages('the dispatcher', (newStorage) => {
  test('woken while a turn runs, waits as long as the next turn says', async () => {
    const outcomes: TurnOutcome[] = [DONE, { kind: 'wait', ms: 300 }, DONE];
    const turns: number[] = [];
    const dispatcher = createDispatcher({
      storage: await newStorage(),
      lanes: createMemoryLanes(systemClock),
      events: createMemoryEvents(),
      clock: systemClock,
      onCommitted: () => {},
      observer: { fault: (_where, thrown) => expect.fail(String(thrown)), turn: () => {}, sent: () => {} },
      async runTurn() {
        turns.push(performance.now());
        if (turns.length === 1) dispatcher.wake('ann');
        return outcomes[turns.length - 1] ?? { kind: 'idle' };
      },
    });
    const stop = new AbortController();
    const running = dispatcher.run(stop.signal);
    dispatcher.wake('ann');
    await expect.poll(() => turns.length).toBe(3);
    expect((turns[2] ?? 0) - (turns[1] ?? 0)).toBeGreaterThan(250);
    await dispatcher.drain(Date.now() + 1_000);
    stop.abort();
    await running;
    expect(turns.length, 'and looks no more').toBe(3);
  });
});
