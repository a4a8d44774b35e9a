import {
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { ApiClient, CallAnswer, CallFailure, CallInput, CallName } from './client.ts';
import { type KnownThread, mergeThread } from './merge-thread.ts';

export const ApiContext = createContext<ApiClient | null>(null);

export function useApi(): ApiClient {
  const api = useContext(ApiContext);
  if (api === null) throw new Error('useApi is called outside of the desk.');
  return api;
}

/** One GET of the contract, kept under its name and what it was asked with. */
export function useCall<Name extends CallName>(
  name: Name,
  input: CallInput<Name>,
  options: { enabled?: boolean; staleTime?: number; refetchInterval?: number } = {},
): UseQueryResult<CallAnswer<Name>, CallFailure> {
  const api = useApi();
  return useQuery<CallAnswer<Name>, CallFailure>({
    queryKey: [name, input],
    queryFn: () => api.call(name, input),
    ...options,
  });
}

/** One change of the contract; `renews` names the reads that it makes old. */
export function useChange<Name extends CallName>(
  name: Name,
  renews: readonly CallName[] = [],
): UseMutationResult<CallAnswer<Name>, CallFailure, CallInput<Name>> {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation<CallAnswer<Name>, CallFailure, CallInput<Name>>({
    mutationFn: (input) => api.call(name, input),
    onSettled: () => Promise.all(renews.map((renewed) => queries.invalidateQueries({ queryKey: [renewed] }))),
  });
}

export const threadKey = (conversation: string) => ['thread', conversation] as const;

/** The newest page at first; afterwards only what changed. */
export function useThread(conversation: string): UseQueryResult<KnownThread, CallFailure> {
  const api = useApi();
  const queries = useQueryClient();
  return useQuery<KnownThread, CallFailure>({
    queryKey: threadKey(conversation),
    queryFn: () => readThread(api, queries, conversation),
  });
}

/** The longest page of changes that may be asked for. */
const CHANGES = 200;

async function readThread(api: ApiClient, queries: QueryClient, conversation: string): Promise<KnownThread> {
  const params = { conversation };
  const known = () => queries.getQueryData<KnownThread>(threadKey(conversation));
  const first = known()?.revision;
  if (first === undefined) return mergeThread(known(), await api.call('thread', { params, query: {} }), 'newest');
  let since: number = first;
  let merged = known();
  for (;;) {
    const page: CallAnswer<'thread'> = await api.call('thread', { params, query: { since, limit: CHANGES } });
    const last = page.messages.at(-1);
    const isCut = page.messages.length === CHANGES && last !== undefined && last.revision > since;
    merged = mergeThread(known() ?? merged, isCut ? { ...page, revision: last.revision } : page, 'since');
    if (!isCut) return merged;
    since = last.revision;
    queries.setQueryData(threadKey(conversation), merged);
  }
}

/** Puts the page before the first known message into what is known. */
export async function readOlder(api: ApiClient, queries: QueryClient, conversation: string): Promise<void> {
  const known = queries.getQueryData<KnownThread>(threadKey(conversation));
  const first = known?.messages[0];
  if (first === undefined || !known?.more || first.position < 2) return;
  const page = await api.call('thread', { params: { conversation }, query: { before: first.position } });
  queries.setQueryData<KnownThread>(threadKey(conversation), (now) => mergeThread(now, page, 'older'));
}
