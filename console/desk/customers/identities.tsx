import { App, Button, Input, Modal, Popconfirm } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CustomerDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { isDesk, isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { inboxLink } from '../shell/route.ts';
import { channelName } from '../words/channel-names.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment, moment } from '../words/time.ts';
import { CUSTOMER_READS } from './customer-reads.ts';

/** Where a customer can be met, and the identities that were joined into this one. */
export function Identities({ customer }: { customer: CustomerDetail }): ReactNode {
  const words = useWords();
  const { customers, care } = words;
  const language = useLanguage();
  const now = useNow();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const [joining, setJoining] = useState(false);
  const undo = useChange('undoJoin', CUSTOMER_READS);
  return (
    <section className="card">
      <h2>{customers.identities}</h2>
      <ul className="lines">
        {customer.addresses.map(({ conversation, channel, peer, reachable, lastAt }) => (
          <li key={conversation}>
            <span>{channelName(words, channel)}</span>
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
  const join = useChange('joinCustomers', CUSTOMER_READS);
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
