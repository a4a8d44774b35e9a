import * as z from 'zod';

/** A reply that is on its way or did not get out. Sent again it keeps its key, so that it can never arrive twice. */
const Unsent = z.object({
  key: z.string(),
  conversation: z.string(),
  text: z.string(),
  uploads: z.array(z.object({ id: z.string(), name: z.string() })),
  seen: z.number(),
  anyway: z.boolean(),
  failed: z.string().nullable(),
});
export type Unsent = z.infer<typeof Unsent>;

const Kept = z.object({ drafts: z.record(z.string(), z.string()), unsent: z.array(Unsent) });

const KEY = 'warmline.desk.drafts';
/** Conversations whose drafts are kept; a shift has fewer. */
const MOST_DRAFTS = 200;

export interface Drafts {
  draft(conversation: string): string;
  setDraft(conversation: string, text: string): void;
  /** Of all conversations; the same array until something changes. */
  unsent(): readonly Unsent[];
  /** Adds it, or changes the one with its key. */
  putUnsent(unsent: Unsent): void;
  removeUnsent(key: string): void;
  /** Calls `changed` after every change, until what it returns is called. */
  subscribe(changed: () => void): () => void;
}

/** What was written and not sent, kept over a reload of the page. One for all conversations: each writes the whole. */
export function createDrafts(storage: Pick<Storage, 'getItem' | 'setItem'>): Drafts {
  let kept = read(storage);
  const listeners = new Set<() => void>();
  const keep = () => {
    try {
      storage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage: it is kept until the page is closed.
    }
    for (const changed of listeners) changed();
  };
  return {
    draft: (conversation) => kept.drafts[conversation] ?? '',
    setDraft(conversation, text) {
      const { [conversation]: _, ...others } = kept.drafts;
      const entries = Object.entries(others).slice(-MOST_DRAFTS + 1);
      if (text !== '') entries.push([conversation, text]);
      kept = { ...kept, drafts: Object.fromEntries(entries) };
      keep();
    },
    unsent: () => kept.unsent,
    putUnsent(unsent) {
      const place = kept.unsent.findIndex(({ key }) => key === unsent.key);
      kept = { ...kept, unsent: place === -1 ? [...kept.unsent, unsent] : kept.unsent.with(place, unsent) };
      keep();
    },
    removeUnsent(key) {
      kept = { ...kept, unsent: kept.unsent.filter((one) => one.key !== key) };
      keep();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

/** After a reload nobody knows whether a reply that was on its way arrived: it is offered to be sent again. */
function read(storage: Pick<Storage, 'getItem'>): z.infer<typeof Kept> {
  try {
    const kept = Kept.parse(JSON.parse(storage.getItem(KEY) ?? 'null'));
    return { ...kept, unsent: kept.unsent.map((one) => ({ ...one, failed: one.failed ?? 'offline' })) };
  } catch {
    return { drafts: {}, unsent: [] };
  }
}
