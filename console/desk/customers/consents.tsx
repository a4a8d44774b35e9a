import { App, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import type { CustomerDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment } from '../words/time.ts';
import { CUSTOMER_READS } from './customer-reads.ts';

const TOPICS = ['care', 'offers', 'surveys', 'orders'];
/** Told until somebody says no; everything else needs a yes first. */
const UNTIL_REFUSED = ['surveys', 'orders'];

/** What holds now, and everything that was said. A word that was said to a colleague is written down here. */
export function Consents({ customer }: { customer: CustomerDetail }): ReactNode {
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
  const note = useChange('noteConsent', CUSTOMER_READS);
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
