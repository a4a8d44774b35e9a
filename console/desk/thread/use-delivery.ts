import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useSyncExternalStore } from 'react';
import { CallFailure } from '../api/client.ts';
import { threadKey, useApi } from '../api/context.ts';
import { type KnownThread, mergeThread } from '../api/merge-thread.ts';
import { explain } from '../shell/explain.ts';
import { useWords } from '../words/index.ts';
import { createDrafts, type Unsent } from './drafts.ts';

/** A reply may end its way after its conversation was left: what becomes of it is still known here. */
export const drafts = createDrafts(sessionStorage);

export interface Delivery {
  /** Of this conversation: on their way, or not got out. */
  unsent: readonly Unsent[];
  deliver: (reply: Unsent) => Promise<void>;
  discard: (reply: Unsent) => void;
}

/**
 * The way of a reply to the server, under one key however often it is tried. `takeBack` gets one to which the customer wrote
 * something first, and says whether it has it now: else it waits in the list with what did not get out.
 */
export function useDelivery(conversation: string, takeBack: (reply: Unsent) => boolean): Delivery {
  const words = useWords();
  const { message } = App.useApp();
  const api = useApi();
  const queries = useQueryClient();
  const unsent = useSyncExternalStore(drafts.subscribe, drafts.unsent).filter(
    (one) => one.conversation === conversation,
  );

  const deliver = async (reply: Unsent) => {
    const going = { ...reply, failed: null };
    drafts.putUnsent(going);
    try {
      const { key, text, uploads, seen, anyway } = reply;
      const body = { key, text, uploads: uploads.map(({ id }) => id), seen, anyway };
      const { messages, revision } = await api.call('reply', { params: { conversation }, body });
      drafts.removeUnsent(key);
      queries.setQueryData<KnownThread>(
        threadKey(conversation),
        (known) =>
          // The revision stays: what others changed in between is still to be read.
          known &&
          mergeThread(known, { ...known, messages, events: [], revision: Math.min(revision, known.revision) }, 'since'),
      );
    } catch (fault) {
      const code = fault instanceof CallFailure ? fault.code : 'offline';
      if (code === 'customer_wrote' && takeBack(reply)) drafts.removeUnsent(reply.key);
      else {
        drafts.putUnsent({ ...going, failed: code });
        if (fault instanceof CallFailure) message.error(explain(fault, words));
      }
    }
    void queries.invalidateQueries({ queryKey: threadKey(conversation) });
  };

  return { unsent, deliver, discard: ({ key }) => drafts.removeUnsent(key) };
}
