import { uuidv7 } from 'uuidv7';
import { type Address, addressKey, type Channel, type Clock, type Reply, SendKey } from '../../core/index.ts';
import type { Storage } from '../../storage/index.ts';
import { PRIORITY } from './policy.ts';
import { prepareReply } from './prepare-reply.ts';
import { enqueue } from './row.ts';

/** What is said to one of our own people is of no use after this long. */
const LIFE_MS = 10 * 60_000;

/** Says something to one of our own people, outside of every conversation with a customer: a sample of a campaign. */
export async function sayAside(
  { storage, channels, clock }: { storage: Storage; channels: readonly Channel[]; clock: Clock },
  to: Address,
  reply: Reply,
): Promise<void> {
  const now = clock.now();
  const replies = prepareReply(channels, to, reply);
  await storage.transact((tx) =>
    enqueue(
      tx,
      replies.map((each) => ({
        to,
        isGroup: false,
        conversation: null,
        messageId: null,
        queue: `aside:${addressKey(to)}`,
        author: 'system' as const,
        priority: PRIORITY.answer,
        epoch: 0,
        key: SendKey.parse(uuidv7().replaceAll('-', '')),
        reply: each,
        dueAt: now,
        expiresAt: now + LIFE_MS,
      })),
      now,
    ),
  );
}
