import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type * as z from 'zod';
import type { InboxItem, InboxView } from '../../../src/server/contract/index.ts';
import type { CallAnswer, CallFailure } from '../api/client.ts';
import { useApi, useCall } from '../api/context.ts';
import { isLead, useShortcuts, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { go, inboxLink } from '../shell/route.ts';
import { Blank, Failed, Loading } from '../shell/status.tsx';
import { put, useWords } from '../words/index.ts';
import { ConversationRow, ROW_HEIGHT } from './conversation-row.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, NO_FILTERS } from './filters.ts';

type View = z.infer<typeof InboxView>;
type Page = CallAnswer<'inbox'>;
const PAGE = 40;

export function ConversationList({ view, selected }: { view: View; selected: string | null }): ReactNode {
  const words = useWords();
  const api = useApi();
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const query = useInfiniteQuery<Page, CallFailure, Page['items'], readonly unknown[], string | null>({
    queryKey: ['inbox', view, filters],
    initialPageParam: null,
    queryFn: ({ pageParam }) =>
      api.call('inbox', {
        query: { ...filters, view, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.next,
    select: ({ pages }) => withoutRepeats(pages),
  });
  const items = query.data ?? [];

  return (
    // Without an open conversation the list is what the page is about; the element stays, so that its scroll does too.
    <section className="list" role={selected === null ? 'main' : undefined} aria-label={words.inbox.list}>
      {selected === null && <h1 className="unseen">{words.nav.inbox}</h1>}
      <ViewTabs view={view} />
      <FilterBar filters={filters} change={setFilters} />
      {query.data === undefined ? (
        query.error ? (
          <Failed failure={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading />
        )
      ) : items.length === 0 ? (
        <EmptyList view={view} isFiltered={Object.keys(filters).length > 0} clear={() => setFilters(NO_FILTERS)} />
      ) : (
        <Rows
          items={items}
          view={view}
          selected={selected}
          hasMore={query.hasNextPage}
          more={() => {
            if (!query.isFetchingNextPage) void query.fetchNextPage();
          }}
        />
      )}
    </section>
  );
}

/** While rows move between pages one may come twice: the first place counts. */
function withoutRepeats(pages: ReadonlyArray<{ items: readonly InboxItem[] }>): InboxItem[] {
  const seen = new Map<string, InboxItem>();
  for (const page of pages) {
    for (const item of page.items) if (!seen.has(item.conversation)) seen.set(item.conversation, item);
  }
  return [...seen.values()];
}

function ViewTabs({ view }: { view: View }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const counts = useCall('inboxCounts', {}).data;
  const views: View[] = ['waiting', 'mine', 'held', 'snoozed', 'resolved', ...(isLead(me) ? (['all'] as const) : [])];
  return (
    <nav className="views" aria-label={words.view.label}>
      {views.map((one) => {
        const count = one === 'resolved' || one === 'all' ? undefined : counts?.[one];
        return (
          <a key={one} href={inboxLink(one)} aria-current={one === view ? 'page' : undefined}>
            {words.view[one]}
            {count !== undefined && count > 0 && <b>{count}</b>}
          </a>
        );
      })}
    </nav>
  );
}

function EmptyList({ view, isFiltered, clear }: { view: View; isFiltered: boolean; clear: () => void }): ReactNode {
  const words = useWords();
  if (isFiltered) {
    return (
      <Blank title={words.inbox.empty}>
        <button type="button" className="link" onClick={clear}>
          {words.inbox.clear}
        </button>
      </Blank>
    );
  }
  const title =
    view === 'waiting' ? words.inbox.waitingEmpty : view === 'mine' ? words.inbox.mineEmpty : words.inbox.empty;
  return <Blank title={title} />;
}

interface RowsProps {
  items: readonly InboxItem[];
  view: View;
  selected: string | null;
  hasMore: boolean;
  more: () => void;
}

/** Only what is seen is in the page, however long the list is. */
function Rows({ items, view, selected, hasMore, more }: RowsProps): ReactNode {
  const words = useWords();
  const now = useNow(5_000);
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]?.conversation ?? index,
    overscan: 8,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= items.length - 10) more();
  }, [hasMore, last, items.length, more]);

  const place = items.findIndex((item) => item.conversation === selected);
  const step = (by: number) => {
    const next = Math.min(Math.max(place + by, 0), items.length - 1);
    const item = items[next];
    if (item === undefined) return;
    rows.scrollToIndex(next);
    go(inboxLink(view, item.conversation));
  };
  useShortcuts({ j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1) });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys
    <section ref={box} className="rows" tabIndex={0} aria-label={put(words.inbox.count, items.length)}>
      <ul style={{ blockSize: rows.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index];
          return (
            item && (
              <li
                key={row.key}
                style={{ transform: `translateY(${row.start}px)` }}
                aria-setsize={hasMore ? -1 : items.length}
                aria-posinset={row.index + 1}
              >
                <ConversationRow item={item} now={now} isSelected={item.conversation === selected} view={view} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
