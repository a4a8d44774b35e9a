import type { Clock } from '../../core/index.ts';
import { type CorpParts, syncContact, syncContacts } from './sync-contacts.ts';
import { syncRoom, syncRooms } from './sync-rooms.ts';
import { syncTags } from './sync-tags.ts';

/** What the platform says has changed. */
export type CorpChange = { kind: 'contact'; id: string } | { kind: 'room'; id: string } | { kind: 'tags' };

export interface CorpSync {
  /** Looked at soon; the same change twice is one look. */
  changed(change: CorpChange): void;
  /** Looks at everything, then at what changes, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export interface CorpSyncParts extends CorpParts {
  clock: Clock;
  /** Runs one look while no other process has one. */
  alone(signal: AbortSignal, work: () => Promise<void>): Promise<void>;
  fault(where: 'contacts' | 'rooms' | 'tags' | 'change', thrown: unknown): void;
}

const ALL_AGAIN_MS = 6 * 3_600_000;
/** What we ourselves gave and took is carried over this often; what failed is tried again. */
const TAGS_AGAIN_MS = 5 * 60_000;
/** Changes come in bursts. */
const PAUSE_MS = 500;

/** Keeps customers, rooms and tags of a corp in step with ours. What fails is told and tried again; nothing waits for it. */
export function createCorpSync(parts: CorpSyncParts): CorpSync {
  const { clock, fault } = parts;
  const changes = new Map<string, CorpChange>();
  let awake = () => {};

  async function attempt(
    where: Parameters<typeof fault>[0],
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<boolean> {
    if (signal.aborted) return false;
    try {
      await parts.alone(signal, work);
      return true;
    } catch (thrown) {
      if (!signal.aborted) fault(where, thrown);
      return false;
    }
  }

  async function lookAtAll(signal: AbortSignal): Promise<boolean> {
    const people = await attempt('contacts', signal, () => syncContacts(parts, clock.now()));
    const rooms = await attempt('rooms', signal, () => syncRooms(parts, clock.now()));
    return people && rooms;
  }

  async function lookAtChanges(signal: AbortSignal): Promise<void> {
    const news = [...changes];
    changes.clear();
    for (const [key, change] of news) {
      if (change.kind === 'tags') continue;
      const look = change.kind === 'contact' ? syncContact : syncRoom;
      if (!(await attempt('change', signal, () => look(parts, change.id, clock.now())))) changes.set(key, change);
    }
  }

  return {
    changed(change) {
      changes.set(change.kind === 'tags' ? 'tags' : `${change.kind} ${change.id}`, change);
      awake();
    },
    async run(signal) {
      let allAt = 0;
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          awake = resolve;
        });
        if (clock.now() >= allAt) allAt = clock.now() + ((await lookAtAll(signal)) ? ALL_AGAIN_MS : TAGS_AGAIN_MS);
        await lookAtChanges(signal);
        await attempt('tags', signal, () => syncTags(parts, clock.now()));
        const stop = new AbortController();
        await Promise.race([woken, clock.sleep(TAGS_AGAIN_MS, AbortSignal.any([signal, stop.signal]))]);
        stop.abort();
        await clock.sleep(PAUSE_MS, signal);
      }
    },
  };
}
