import { App, Button, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CustomerDetail } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { whyText } from '../care/refusal-words.ts';
import { money } from '../context/amount.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { explain } from '../shell/explain.ts';
import { useNow } from '../shell/now.ts';
import { customerLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';
import { fullMoment, moment } from '../words/time.ts';
import { Consents } from './consents.tsx';
import { CustomerForm } from './customer-form.tsx';
import { CUSTOMER_READS } from './customer-reads.ts';
import { Identities } from './identities.tsx';
import { tierText } from './tier-text.ts';

/** One person: who they are, where they can be met, what they agreed to and what they got; each with where it comes from. */
export function CustomerPage({ id }: { id: string }): ReactNode {
  const words = useWords();
  const detail = useCall('customerDetail', { params: { customer: id } });
  const [editing, setEditing] = useState(false);
  return (
    <Loaded query={detail}>
      {(customer) => (
        <PageFrame
          title={customer.name ?? words.inbox.noName}
          actions={
            <>
              <Button onClick={() => setEditing(true)}>{words.customers.edit}</Button>
              <Button type="link" href={customerLink(null)}>
                {words.customers.back}
              </Button>
            </>
          }
        >
          <div className="columns">
            <div>
              <Profile customer={customer} />
              <Tags customer={customer} />
              <Consents customer={customer} />
            </div>
            <div>
              <Identities customer={customer} />
              <Orders customer={customer} />
              <Received customer={customer} />
            </div>
          </div>
          {editing && <CustomerForm customer={customer} close={() => setEditing(false)} />}
        </PageFrame>
      )}
    </Loaded>
  );
}

function Profile({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const { field, from } = words.customers;
  const language = useLanguage();
  const now = useNow();
  const rows: [string, ReactNode][] = [
    [
      field.tier,
      customer.tier && (
        <>
          <span className="chip chip-lamp">{tierText(customer.tier, words)}</span>{' '}
          <span className="soft">{from[customer.tierSource ?? 'rule'] ?? customer.tierSource}</span>
        </>
      ),
    ],
    [field.orders, `${customer.orders} · ${money(customer.spent, language)}`],
    [
      field.phone,
      customer.phone && (
        <>
          {customer.phone} {customer.phoneVerifiedAt !== null && <span className="chip">{field.verified}</span>}
        </>
      ),
    ],
    [field.externalId, customer.externalId],
    [field.birthday, customer.birthday],
    [field.memberSince, customer.memberSince],
    [field.timeZone, customer.timeZone],
    [field.locale, customer.locale === null ? null : customer.locale === 'en' ? 'English' : '中文'],
    [field.active, customer.lastActiveAt === null ? null : moment(customer.lastActiveAt, now, language)],
    [field.since, moment(customer.since, now, language)],
  ];
  return (
    <section className="card">
      <dl className="facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span className="soft">–</span>}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Tags({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const { customers } = words;
  const language = useLanguage();
  const { message } = App.useApp();
  const known = useCall('customerTags', {}, { staleTime: 60_000 });
  const change = useChange('tagCustomer', CUSTOMER_READS);
  const set = (tag: string, on: boolean) =>
    change.mutate(
      { params: { customer: customer.id }, body: { tag, on } },
      { onError: (failure) => void message.error(explain(failure, words)) },
    );
  return (
    <section className="card">
      <h2>{customers.column.tags}</h2>
      <Select
        mode="tags"
        className="room-tags"
        aria-label={customers.column.tags}
        value={customer.tags}
        options={(known.data?.items ?? []).map(({ tag }) => ({ value: tag, label: tag }))}
        onSelect={(tag: string) => set(tag, true)}
        onDeselect={(tag: string) => set(tag, false)}
      />
      <ul className="lines">
        {customer.tagged.map(({ tag, group, source, at }) => (
          <li key={tag}>
            <span>{tag}</span>
            {group !== null && <span className="chip chip-quiet">{group}</span>}
            <span className="soft">
              {customers.from[source] ?? source} · {fullMoment(at, language)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Orders({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const now = useNow();
  if (customer.ordered.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.customers.column.orders}</h2>
      <ul className="lines">
        {customer.ordered.map(({ number, title, stage, placedAt }) => (
          <li key={number}>
            <code>{number}</code>
            <span>{title}</span>
            <span className="chip">{(words.customers.stage as Record<string, string>)[stage] ?? stage}</span>
            {placedAt !== null && <span className="line-acts soft">{moment(placedAt, now, language)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What we said first and what was held back. */
function Received({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const { customers, care } = words;
  const language = useLanguage();
  const now = useNow();
  return (
    <section className="card">
      <h2>{customers.received}</h2>
      {customer.received.length === 0 && <p className="soft">{customers.nothingReceived}</p>}
      <ul className="lines">
        {customer.received.map(({ id, title, status, why, at }) => (
          <li key={id}>
            <span>{title[language] === 'delay' ? customers.delayAlert : title[language]}</span>
            <span className="chip" data-status={status}>
              {[(care.status as Record<string, string>)[status] ?? status, whyText(why, words)]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <span className="line-acts soft">{moment(at, now, language)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
