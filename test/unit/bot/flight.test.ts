import { expect, test } from 'vitest';
import { createFlight, type Passenger } from '../../../src/bot/outbox/flight.ts';
import { createLimits } from '../../../src/coordination/limits.ts';
import { addressKey, type Channel, type SendLimits } from '../../../src/core/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { addressOf } from '../../support/conversations.ts';

const ANN = addressOf('ann');

function flightOf(limits: SendLimits) {
  const clock = createTestClock();
  const channel: Channel = {
    id: ANN.channel,
    account: ANN.account,
    abilities: { choices: 'numbered', maxText: 4_000, idempotentSend: true, proactive: { kind: 'free' }, limits },
    endpoints: [],
    start: async () => {},
    send: async () => ({ kind: 'sent', platformId: '1' }),
  };
  const flight = createFlight({ channels: [channel], limits: createLimits(), clock });
  const passenger: Passenger = { ...ANN, address_key: addressKey(ANN), is_group: 0, priority: 1 };
  return { flight, clock, admit: () => flight.admit(passenger, 1, new Set()) };
}

test('a shorter pause never cuts a longer one short', async () => {
  const { flight, clock, admit } = flightOf({});
  flight.pause('test/shop', 60_000);
  flight.pause('test/shop', 1_000);
  await clock.advance(59_999);
  expect(flight.open()).toEqual([]);
  expect(await admit()).toEqual({ kind: 'closed' });
  await clock.advance(1);
  expect(await admit()).toMatchObject({ kind: 'go' });
});

test('neither does a limit of ours that is used up while the platform wants a pause', async () => {
  const { flight, clock, admit } = flightOf({ global: { count: 1, perMs: 1_000 } });
  expect(await admit()).toMatchObject({ kind: 'go' });
  const second = admit();
  flight.pause('test/shop', 60_000);
  expect(await second).toEqual({ kind: 'closed' });
  await clock.advance(30_000);
  expect(flight.open()).toEqual([]);
});
