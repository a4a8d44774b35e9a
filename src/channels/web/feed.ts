import type { Address } from '../../core/index.ts';
import type { TranscriptChange, WebTranscript } from './ports.ts';

/** Messages per read and per frame. 50 answers of a few hundred characters stay well below the slow-reader limit. */
const PAGE = 50;

/** How much of an old conversation a newly opened page gets. */
const HISTORY = 200;

export interface Feed {
  /** Reads and hands over what changed since the last time. Calls while a read is running are folded into one more. */
  pull(): Promise<void>;
  end(): void;
}

/**
 * Follows one conversation from revision `after`, or from its latest messages when `after` is undefined. `deliver`
 * gets changes in order, each once, and the revision from which a later feed may go on.
 */
export function openFeed(parts: {
  transcript: WebTranscript;
  address: Address;
  after: number | undefined;
  deliver: (changes: readonly TranscriptChange[], revision: number) => void;
  /** A read failed; the feed has ended. */
  failed: (fault: unknown) => void;
}): Feed {
  const { transcript, address, deliver } = parts;
  let cursor = parts.after;
  let running: Promise<void> | null = null;
  let wanted = false;
  let ended = false;
  const unsubscribe = transcript.subscribe(address, () => void pull());

  function pull(): Promise<void> {
    wanted = true;
    running ??= drain().finally(() => {
      running = null;
    });
    return running;
  }

  async function drain(): Promise<void> {
    try {
      while (wanted && !ended) {
        wanted = false;
        if (cursor === undefined) await readLatest();
        while (!ended && (await readPage())) {}
      }
    } catch (fault) {
      if (!ended) {
        end();
        parts.failed(fault);
      }
    }
  }

  /** What is added while this reads has a higher revision than all of it, or is among it: `since` finds the rest. */
  async function readLatest(): Promise<void> {
    const changes = [...(await transcript.latest(address, HISTORY))].sort((a, b) => a.position - b.position);
    cursor = changes.reduce((highest, change) => Math.max(highest, change.revision), 0);
    if (!ended) deliver(changes, cursor);
  }

  /** True when there may be another page. */
  async function readPage(): Promise<boolean> {
    const changes = await transcript.since(address, cursor ?? 0, PAGE);
    const last = changes.at(-1);
    if (last === undefined || ended) return false;
    cursor = last.revision;
    deliver(changes, cursor);
    return changes.length === PAGE;
  }

  function end(): void {
    ended = true;
    unsubscribe();
  }

  return { pull, end };
}
