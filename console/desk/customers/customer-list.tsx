import { useInfiniteQuery } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { type ReactNode, useDeferredValue, useState } from 'react';
import type { CustomerCard } from '../../../src/server/contract/index.ts';
import type { CallAnswer, CallFailure } from '../api/client.ts';
import { useApi, useChange } from '../api/context.ts';
import { AudienceBuilder } from '../care/audience-builder.tsx';
import { money } from '../context/amount.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { customerLink } from '../shell/route.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';
import { ImportDialog } from './import-dialog.tsx';
import { saveFile } from './save-file.ts';
import { tierText } from './tier-text.ts';

const EVERYBODY = { everybody: true };

/** Everybody, or those who fit a name and a segment: with their exact number, to look through and to take away. */
export function CustomerList(): ReactNode {
  const words = useWords();
  const { customers } = words;
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [text, setText] = useState('');
  const [segment, setSegment] = useState<unknown>(null);
  const [importing, setImporting] = useState(false);
  const found = useFound(useDeferredValue(text.trim()), segment ?? EVERYBODY);
  const take = useChange('exportCustomers');
  const first = found.data?.pages[0];
  const save = () =>
    take.mutate(
      { body: { segment: segment ?? EVERYBODY } },
      {
        onSuccess: ({ csv, complete }) =>
          complete ? saveFile('customers.csv', csv) : void message.warning(customers.exportTooMany),
        onError: (failure) => void message.error(explain(failure, words)),
      },
    );
  return (
    <>
      <div className="customer-tools">
        <Input.Search
          allowClear
          aria-label={customers.search}
          placeholder={customers.search}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Button
          aria-expanded={segment !== null}
          onClick={() => setSegment(segment === null ? { tier: ['gold'] } : null)}
        >
          {segment === null ? customers.filter : customers.noFilter}
        </Button>
        <span className="customer-acts">
          <Button onClick={() => setImporting(true)}>{customers.importFile}</Button>
          {isLead(me) && (
            <Button loading={take.isPending} onClick={save}>
              {customers.exportFile}
            </Button>
          )}
        </span>
      </div>
      {segment !== null && (
        <section className="card customer-filter">
          <AudienceBuilder value={segment} change={setSegment} />
        </section>
      )}
      {first && first.problems.length > 0 ? (
        <p className="care-wrong" role="alert">
          {first.problems.map(({ at, message: problem }) => `${at}: ${problem}`).join('; ')}
        </p>
      ) : (
        typeof first?.count === 'number' && (
          <p className="soft customer-count" aria-live="polite">
            {put(customers.count, first.count.toLocaleString())}
          </p>
        )
      )}
      <Loaded query={{ ...found, data: found.data?.pages.flatMap(({ items }) => items) }}>
        {(items) => (items.length === 0 ? <Blank title={customers.none} /> : <CustomerTable items={items} />)}
      </Loaded>
      {found.hasNextPage && (
        <Button className="more" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {words.care.more}
        </Button>
      )}
      {importing && <ImportDialog close={() => setImporting(false)} />}
    </>
  );
}

function useFound(text: string, segment: unknown) {
  const api = useApi();
  return useInfiniteQuery<
    CallAnswer<'findCustomers'>,
    CallFailure,
    { pages: CallAnswer<'findCustomers'>[] },
    readonly unknown[],
    string | null
  >({
    queryKey: ['findCustomers', text, segment],
    initialPageParam: null,
    queryFn: ({ pageParam }) =>
      api.call('findCustomers', {
        body: { text, segment, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

function CustomerTable({ items }: { items: CustomerCard[] }): ReactNode {
  const words = useWords();
  const { column } = words.customers;
  const language = useLanguage();
  const now = useNow();
  return (
    <WideTable<CustomerCard>
      label={words.customers.title}
      rowKey="id"
      dataSource={items}
      columns={[
        {
          title: column.name,
          render: (_, row) => <a href={customerLink(row.id)}>{row.name ?? words.inbox.noName}</a>,
        },
        {
          title: column.tier,
          render: (_, row) => row.tier && <span className="chip chip-lamp">{tierText(row.tier, words)}</span>,
        },
        {
          title: column.tags,
          render: (_, row) => (
            <span className="chips">
              {row.tags.map((tag) => (
                <span key={tag} className="chip">
                  {tag}
                </span>
              ))}
            </span>
          ),
        },
        { title: column.orders, align: 'right', dataIndex: 'orders' },
        { title: column.spent, align: 'right', render: (_, row) => money(row.spent, language) },
        {
          title: column.active,
          align: 'right',
          render: (_, row) => (row.lastActiveAt === null ? '–' : moment(row.lastActiveAt, now, language)),
        },
      ]}
    />
  );
}
