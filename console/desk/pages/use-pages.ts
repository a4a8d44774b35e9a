import { useInfiniteQuery } from '@tanstack/react-query';
import type { CallAnswer, CallFailure, CallInput, CallName } from '../api/client.ts';
import { useApi } from '../api/context.ts';

type PagedCall = 'complaints' | 'compensations' | 'audit';
type PageQuery<Name extends CallName> = CallInput<Name> extends { query: infer Query } ? Omit<Query, 'cursor'> : never;

/** A list that is read page by page, as one list. */
export function usePages<Name extends PagedCall>(name: Name, query: PageQuery<Name>) {
  const api = useApi();
  return useInfiniteQuery<CallAnswer<Name>, CallFailure, CallAnswer<Name>['items'], readonly unknown[], string | null>({
    queryKey: [name, query],
    initialPageParam: null,
    queryFn: ({ pageParam }) =>
      api.call(name, {
        query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) },
      } as unknown as CallInput<Name>),
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => pages.flatMap((page) => page.items as unknown[]) as CallAnswer<Name>['items'],
  });
}
