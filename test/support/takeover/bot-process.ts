import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { createBot } from '../../../src/bot/index.ts';
import { openCoordination } from '../../../src/coordination/index.ts';
import { AccountId, type Channel, ChannelId } from '../../../src/core/index.ts';
import { systemClock, systemRandom } from '../../../src/system.ts';
import { textFrom } from '../conversations.ts';
import { answerWith, mindWith } from '../minds.ts';
import { openTestStorage } from '../storage.ts';
import { report, seeded } from './observer.ts';

/** The whole bot (inbox, turns, outbox) in a process of its own; each line of input is a seed: a customer who writes. */
const [, , databaseUrl = '', observer = ''] = process.argv;
const storage = openTestStorage(databaseUrl);
const coordination = await openCoordination({
  redisUrl: null,
  clock: systemClock,
  random: systemRandom,
  processId: String(process.pid),
});
const channel: Channel = {
  id: ChannelId.parse('test'),
  account: AccountId.parse('shop'),
  abilities: { choices: 'buttons', maxText: 4096, idempotentSend: true, proactive: { kind: 'free' }, limits: {} },
  endpoints: [],
  start: async () => {},
  async send({ peer }) {
    await report(observer, { kind: 'send', peer });
    await systemClock.sleep(systemRandom() * 12);
    return { kind: 'sent', platformId: '1' };
  },
};
const { knowledge, flows, words } = await mindWith(() => answerWith('Two days.'));
const bot = createBot({
  storage,
  coordination,
  channels: [channel],
  knowledge,
  flows,
  words,
  clock: systemClock,
  random: systemRandom,
  self: {
    id: `bot-${process.pid}`,
    host: hostname(),
    pid: process.pid,
    runsHere(pid) {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    },
  },
  observer: { fault: (where, thrown) => console.error(where, thrown), turn: () => {}, sent: () => {} },
  defaultLocale: 'en',
});
await bot.start();
console.log('bot is ready');

createInterface({ input: process.stdin })
  .on('line', (line) => void play(Number(line)))
  .on('close', () => process.exit(0));

async function play(seed: number): Promise<void> {
  const random = seeded(seed);
  const peer = `r${seed}`;
  const messages = 1 + Math.floor(random() * 4);
  for (let index = 0; index < messages; index += 1) {
    await systemClock.sleep(random() * 25);
    await bot.inbox.accept([textFrom(peer, `${peer}-${index}`, 'How long does delivery take?', index)]);
  }
}
