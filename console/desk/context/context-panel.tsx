import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { ConversationDetail } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { ChartOnDemand } from '../shell/chart-on-demand.tsx';
import { useNow } from '../shell/now.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { dayOf, moment } from '../words/time.ts';
import { amountText } from './amount.ts';
import { CustomerCard } from './customer-card.tsx';
import { named } from './named.ts';
import { Section } from './section.tsx';

const loadMoodChart = async () => (await import('./mood-chart.tsx')).MoodChart;

/** Who this is, why it is here, what was tried: read before the first word is written. */
export function ContextPanel({ conversation, close }: { conversation: string; close: () => void }): ReactNode {
  const words = useWords();
  const detail = useCall('conversation', { params: { conversation } });
  return (
    <aside className="context" aria-label={words.context.label}>
      <Button
        className="context-close"
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={words.context.close}
        onClick={close}
      />
      <Loaded query={detail}>{(known) => <Sections detail={known} />}</Loaded>
    </aside>
  );
}

function Sections({ detail }: { detail: ConversationDetail }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const now = useNow(60_000);
  const { context } = words;
  return (
    <>
      {(detail.summary !== null || detail.case !== null) && <Why detail={detail} />}
      <Section title={context.mood}>
        {detail.moods.length === 0 ? (
          <p className="soft">{context.moodNone}</p>
        ) : (
          <ChartOnDemand name="mood-chart" load={loadMoodChart}>
            {(MoodChart) => <MoodChart moods={detail.moods} />}
          </ChartOnDemand>
        )}
      </Section>
      <CustomerCard detail={detail} />
      <Section title={context.orders} count={detail.orders.length}>
        {detail.orders.map((order) => (
          <div key={order.number} className="entry">
            <p>
              <strong>{order.title}</strong> <code>{order.number}</code>
            </p>
            <p className="soft">
              {named(order.stage, words.customers.stage)}
              {order.eta && ` · ${put(context.eta, dayOf(order.eta, language))}`}
            </p>
            {order.problem && <p className="alarm">{named(order.problem, words.care.incident.cause)}</p>}
          </div>
        ))}
      </Section>
      <Section title={context.complaints} count={detail.complaints.length}>
        {detail.complaints.map((complaint) => (
          <a key={complaint.number} className="entry" href="#/complaints">
            <p>
              <code>{complaint.number}</code>{' '}
              <span className={`chip grade-${complaint.grade}`}>{words.complaint.grade[complaint.grade]}</span>
            </p>
            <p className="soft">
              {named(complaint.category, words.complaint.categories)} · {words.complaint.state[complaint.state]} ·{' '}
              {moment(complaint.openedAt, now, language)}
            </p>
          </a>
        ))}
      </Section>
      <Section title={context.compensations} count={detail.compensations.length}>
        {detail.compensations.map((grant) => (
          <div key={grant.id} className="entry">
            <p>
              <strong>
                {words.comp[grant.kind]} {amountText(grant, language)}
              </strong>{' '}
              <span className="chip">{words.comp[grant.state]}</span>
            </p>
            <p className="soft plain">
              {grant.reason} · {grant.by.name}
            </p>
          </div>
        ))}
      </Section>
      <Section title={context.surveys} count={detail.surveys.length}>
        {detail.surveys.map((survey) => (
          <p key={`${survey.survey} ${survey.at}`} className="entry pair">
            <span>{context.survey[survey.kind]}</span>
            <strong>{survey.score ?? '–'}</strong>
            <span className="soft">{moment(survey.at, now, language)}</span>
          </p>
        ))}
      </Section>
      <Section title={context.earlier} count={detail.earlierCases.length}>
        {detail.earlierCases.map((one) => (
          <div key={one.id} className="entry">
            <p>
              {one.reasons.map((reason) => words.reason[reason]).join(' · ')}
              <span className="soft"> {moment(one.openedAt, now, language)}</span>
            </p>
            <p className="soft">
              {one.agent?.name ?? ''} {one.disposition && named(one.disposition, words.disposition)}
            </p>
          </div>
        ))}
      </Section>
    </>
  );
}

function Why({ detail }: { detail: ConversationDetail }): ReactNode {
  const words = useWords();
  const { context } = words;
  const { summary } = detail;
  return (
    <Section title={context.why}>
      <p className="chips">
        {detail.case?.reasons.map((reason) => (
          <span key={reason} className="chip chip-lamp">
            {words.reason[reason]}
          </span>
        ))}
      </p>
      {summary && (
        <>
          {summary.problem.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change and may be equal
            <blockquote key={index} className="plain">
              {line}
            </blockquote>
          ))}
          {summary.tried.length > 0 && (
            <List
              title={context.tried}
              longNames
              lines={summary.tried.map(({ question, outcome }) => [question, context.outcome[outcome]])}
            />
          )}
          {summary.slots.length > 0 && (
            <List title={context.known} lines={summary.slots.map(({ name, value }) => [name, value])} />
          )}
          {summary.signs.length > 0 && (
            <List
              title={context.signs}
              lines={summary.signs.map(({ code, words: said }) => [
                named(code, words.moodSign),
                said.map((each) => put(context.said, each)).join(' '),
              ])}
            />
          )}
        </>
      )}
    </Section>
  );
}

interface ListProps {
  title: string;
  lines: ReadonlyArray<readonly [string, string]>;
  /** The names are sentences and the values a word or two. */
  longNames?: boolean;
}

function List({ title, lines, longNames = false }: ListProps): ReactNode {
  return (
    <>
      <h3>{title}</h3>
      <dl className={longNames ? 'pairs pairs-long' : 'pairs'}>
        {lines.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change and may be equal
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
