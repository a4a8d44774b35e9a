import { App, Button, Input, Modal, Popconfirm, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CustomerDetail } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { whyText } from '../care/refusal-words.ts';
import { money } from '../context/amount.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { explain } from '../shell/explain.ts';
import { isDesk, isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { customerLink, inboxLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment, moment } from '../words/time.ts';
import { CustomerForm } from './customer-form.tsx';
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

const READS = ['customerDetail', 'findCustomers', 'customerTags'] as const;

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
  const change = useChange('tagCustomer', READS);
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

const TOPICS = ['care', 'offers', 'surveys', 'orders'];
/** Told until somebody says no; everything else needs a yes first. */
const UNTIL_REFUSED = ['surveys', 'orders'];

/** What holds now, and everything that was said. A word that was said to a colleague is written down here. */
function Consents({ customer }: { customer: CustomerDetail }): ReactNode {
  const { customers } = useWords();
  const language = useLanguage();
  const topics = [...new Set([...TOPICS, ...customer.consents.map(({ topic }) => topic)])];
  return (
    <section className="card">
      <h2>{customers.consents}</h2>
      <ul className="lines">
        {topics.map((topic) => (
          <Consent key={topic} customer={customer} topic={topic} />
        ))}
      </ul>
      {customer.said.length > 0 && (
        <details>
          <summary>{put(customers.history, customer.said.length)}</summary>
          <ul className="lines">
            {customer.said.toReversed().map(({ topic, granted, source, at }) => (
              <li key={`${topic} ${at} ${granted}`}>
                <span>
                  {customers.topics[topic] ?? topic}: {granted ? customers.agreed : customers.refused}
                </span>
                <span className="soft">
                  {customers.from[source] ?? source} · {fullMoment(at, language)}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Consent({ customer, topic }: { customer: CustomerDetail; topic: string }): ReactNode {
  const words = useWords();
  const { customers } = words;
  const { message } = App.useApp();
  const note = useChange('noteConsent', READS);
  const said = customer.consents.find((each) => each.topic === topic);
  const holds = said?.granted ?? UNTIL_REFUSED.includes(topic);
  const state =
    said === undefined
      ? { text: holds ? customers.notRefused : customers.notSaid, tone: 'chip-quiet' }
      : {
          text: said.granted ? customers.agreed : customers.refused,
          tone: said.granted ? 'consent-yes' : 'consent-no',
        };
  return (
    <li>
      <span>{customers.topics[topic] ?? topic}</span>
      <span className={`chip ${state.tone}`}>{state.text}</span>
      <span className="line-acts">
        <Popconfirm
          title={holds ? customers.sureRefuse : customers.sureAgree}
          okText={customers.yesTheySaid}
          cancelText={words.connections.keep}
          onConfirm={() =>
            note.mutate(
              { params: { customer: customer.id }, body: { topic, granted: !holds } },
              { onError: (failure) => void message.error(explain(failure, words)) },
            )
          }
        >
          <Button size="small" type="text">
            {holds ? customers.noteRefusal : customers.noteConsent}
          </Button>
        </Popconfirm>
      </span>
    </li>
  );
}

function Identities({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const { customers, care } = words;
  const language = useLanguage();
  const now = useNow();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [joining, setJoining] = useState(false);
  const undo = useChange('undoJoin', READS);
  return (
    <section className="card">
      <h2>{customers.identities}</h2>
      <ul className="lines">
        {customer.addresses.map(({ conversation, channel, peer, reachable, lastAt }) => (
          <li key={conversation}>
            <span>{care.channel[channel] ?? channel}</span>
            <code className="peer">{peer}</code>
            {!reachable && <span className="chip consent-no">{care.why['unreachable']}</span>}
            <span className="line-acts soft">
              {moment(lastAt, now, language)}{' '}
              {isDesk(me) && <a href={inboxLink('all', conversation)}>{customers.open}</a>}
            </span>
          </li>
        ))}
      </ul>
      {customer.joins.length > 0 && <h3>{customers.joined}</h3>}
      <ul className="lines">
        {customer.joins.map(({ id, other, name, reason, source, at }) => (
          <li key={id}>
            <span>{name ?? other.slice(0, 12)}</span>
            <span className="soft">
              {customers.joinReason[reason]} · {customers.from[source] ?? source} · {fullMoment(at, language)}
            </span>
            {isLead(me) && (
              <span className="line-acts">
                <Popconfirm
                  title={customers.undoSure}
                  okText={customers.undo}
                  cancelText={words.connections.keep}
                  onConfirm={() =>
                    undo.mutate(
                      { params: { join: String(id) } },
                      { onError: (failure) => void message.error(explain(failure, words)) },
                    )
                  }
                >
                  <Button size="small" type="text">
                    {customers.undo}
                  </Button>
                </Popconfirm>
              </span>
            )}
          </li>
        ))}
      </ul>
      {isLead(me) && (
        <Button size="small" onClick={() => setJoining(true)}>
          {customers.join}
        </Button>
      )}
      {joining && <JoinDialog customer={customer} close={() => setJoining(false)} />}
    </section>
  );
}

/** The other identity is looked for by name, phone or number, so that nobody has to type an id. */
function JoinDialog({ customer, close }: { customer: CustomerDetail; close: () => void }): ReactNode {
  const words = useWords();
  const { customers } = words;
  const { message } = App.useApp();
  const find = useChange('findCustomers');
  const join = useChange('joinCustomers', READS);
  const onError = (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words));
  const others = find.data?.items.filter(({ id }) => id !== customer.id) ?? [];
  return (
    <Modal open title={customers.join} footer={null} onCancel={close}>
      <p className="soft">{put(customers.joinHint, customer.name ?? words.inbox.noName)}</p>
      <Input.Search
        autoFocus
        aria-label={customers.search}
        placeholder={customers.search}
        loading={find.isPending}
        onSearch={(text) =>
          text.trim() !== '' && find.mutate({ body: { text, segment: null, limit: 10 } }, { onError })
        }
      />
      <ul className="lines">
        {others.map((other) => (
          <li key={other.id}>
            <span>{other.name ?? words.inbox.noName}</span>
            <span className="soft">
              {put(customers.hasOrders, other.orders)} · {other.id.slice(-6)}
            </span>
            <span className="line-acts">
              <Button
                size="small"
                type="primary"
                loading={join.isPending}
                onClick={() =>
                  join.mutate(
                    { params: { customer: customer.id }, body: { other: other.id } },
                    {
                      onSuccess: (done) =>
                        done.kind === 'joined' ? close() : void message.warning(customers.joinRefused[done.reason]),
                      onError,
                    },
                  )
                }
              >
                {customers.samePerson}
              </Button>
            </span>
          </li>
        ))}
        {find.isSuccess && others.length === 0 && <li className="soft">{customers.none}</li>}
      </ul>
    </Modal>
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
