import type { Redis } from 'ioredis';

/**
 * "Something changed", told to whoever watches in any process. Never carries the change itself: a listener reads
 * the database, so a lost event costs time and not truth.
 */
export interface Events {
  publish(topic: string): void;
  /** Returns the function that ends the subscription. */
  subscribe(topic: string, listener: () => void): () => void;
  close(): Promise<void>;
}

export function createMemoryEvents(): Events {
  const listeners = new Map<string, Set<() => void>>();
  return {
    publish(topic) {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    subscribe(topic, listener) {
      const group = listeners.get(topic) ?? new Set();
      listeners.set(topic, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0 && listeners.get(topic) === group) listeners.delete(topic);
      };
    },
    async close() {
      listeners.clear();
    },
  };
}

const CHANNEL = 'warmline:events';

/** Listeners of this process hear at once; those of other processes through one Redis channel. */
export async function createRedisEvents(redis: Redis, self: string): Promise<Events> {
  const local = createMemoryEvents();
  const subscriber = redis.duplicate();
  subscriber.on('error', () => {}); // it reconnects by itself; what is missed meanwhile is found by reading SQL
  subscriber.on('message', (_channel, message: string) => {
    const cut = message.indexOf(' ');
    if (message.slice(0, cut) !== self) local.publish(message.slice(cut + 1));
  });
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).catch(() => {});
  });
  await subscriber.connect().catch(() => {});
  return {
    publish(topic) {
      local.publish(topic);
      redis.publish(CHANNEL, `${self} ${topic}`).catch(() => {});
    },
    subscribe: local.subscribe,
    async close() {
      await local.close();
      subscriber.disconnect();
    },
  };
}
