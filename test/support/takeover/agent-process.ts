import { createInterface } from 'node:readline';
import { AgentId, ConversationId } from '../../../src/core/index.ts';
import { takeOver, untilSendsSettled } from '../../../src/handoff/index.ts';
import { systemClock } from '../../../src/system.ts';
import { openTestStorage } from '../storage.ts';
import { report, seeded } from './observer.ts';

/** Two agents in a process of their own; each line of input is a seed: both press "take" at once. */
const [, , databaseUrl = '', observer = '', longest = '700'] = process.argv;
const storage = openTestStorage(databaseUrl);
console.log('agents are ready');

createInterface({ input: process.stdin })
  .on('line', (line) => void play(Number(line)))
  .on('close', () => process.exit(0));

async function play(seed: number): Promise<void> {
  const random = seeded(seed + 1_000_003);
  const conversation = ConversationId.parse(`c-r${seed}`);
  // Some press before the bot has thought, most while it thinks and sends, some long after.
  await systemClock.sleep(random() * (random() < 0.3 ? 70 : Number(longest)));
  const taken = await Promise.all(
    ['ann', 'bob'].map(async (name) => {
      await systemClock.sleep(random() * 3);
      const agent = AgentId.parse(name);
      return storage.transact((tx) => takeOver(tx, { conversation, agent, now: systemClock.now(), by: 'agent' }));
    }),
  );
  await untilSendsSettled(storage.db, systemClock, conversation);
  const result = taken
    .map(({ kind }) => kind)
    .sort()
    .join('+');
  await report(observer, { kind: 'answered', peer: `r${seed}`, result });
}
