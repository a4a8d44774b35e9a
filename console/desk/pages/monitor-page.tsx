import { App, Button, Progress, Select } from 'antd';
import type { ReactNode } from 'react';
import type { QueueMonitor } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { amountText } from '../context/amount.ts';
import { ClockMark, MoodMark, TierMark } from '../inbox/conversation-row.tsx';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { inboxLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment, span } from '../words/time.ts';
import { PageFrame } from './page-frame.tsx';
import { usePages } from './use-pages.ts';

/** For supervisors: how deep the queue is, who is there, and giving a conversation to somebody. */
export function MonitorPage(): ReactNode {
  const words = useWords();
  const monitor = useCall('monitor', {}, { staleTime: 0 });
  return (
    <PageFrame title={words.monitor.title}>
      <Loaded query={monitor}>
        {(known) => (
          <>
            <Figures known={known} />
            <Requests />
            <div className="columns">
              <Waiting />
              <div>
                <Agents known={known} />
                <BySkill known={known} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

function Figures({ known }: { known: QueueMonitor }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const now = useNow();
  const { monitor } = words;
  const median = known.firstResponseMedianMs;
  const figures: ReadonlyArray<readonly [string, string | number, string]> = [
    [monitor.waiting, known.waiting, known.waiting > 0 ? 'lamp' : ''],
    [monitor.oldest, known.oldestWaitingSince === null ? '–' : span(now - known.oldestWaitingSince, words), ''],
    [monitor.atRisk, known.atRisk, known.atRisk > 0 ? 'ember' : ''],
    [monitor.breached, known.breached, known.breached > 0 ? 'alarm' : ''],
    [monitor.held, known.held, ''],
    [monitor.snoozed, known.snoozed, ''],
    [monitor.median, median === null ? '–' : span(median, words), ''],
  ];
  return (
    <>
      {!known.officeOpen && (
        <p className="banner banner-quiet">
          {known.opensAt === null ? monitor.closedOpenEnd : put(monitor.closed, moment(known.opensAt, now, language))}
        </p>
      )}
      <dl className="figures">
        {figures.map(([name, value, tone]) => (
          <div key={name} data-tone={tone}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Waiting(): ReactNode {
  const words = useWords();
  const now = useNow(5_000);
  const { message } = App.useApp();
  const queue = useCall('inbox', { query: { view: 'waiting', limit: 50 } });
  const colleagues = useCall('colleagues', {});
  const give = useChange('transfer', ['inbox', 'inboxCounts', 'monitor', 'colleagues']);
  return (
    <section className="card">
      <h2>{words.monitor.queue}</h2>
      <Loaded query={queue}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{words.inbox.waitingEmpty}</p>
          ) : (
            <ul className="queue">
              {items.map((item) => (
                <li key={item.conversation}>
                  <a href={inboxLink('waiting', item.conversation)}>
                    <MoodMark level={item.mood?.level ?? null} />
                    <strong>{item.customer.name ?? words.inbox.noName}</strong>
                    <TierMark tier={item.customer.tier} />
                    <span className="soft">{item.case?.reasons.map((reason) => words.reason[reason]).join(' · ')}</span>
                  </a>
                  {item.case?.clocks[0] && <ClockMark clock={item.case.clocks[0]} now={now} />}
                  <Select
                    size="small"
                    className="assign"
                    aria-label={`${words.monitor.assign} ${item.customer.name ?? words.inbox.noName}`}
                    placeholder={words.monitor.assign}
                    value={null}
                    popupMatchSelectWidth={false}
                    options={(colleagues.data?.items ?? []).map((one) => ({
                      value: one.id,
                      label: (
                        <span className={`dot dot-${one.presence}`}>
                          {one.name} {one.holding}/{one.capacity}
                        </span>
                      ),
                    }))}
                    onChange={(agent: string | null) => {
                      if (agent === null) return;
                      give.mutate(
                        { params: { conversation: item.conversation }, body: { to: { kind: 'agent', agent } } },
                        { onError: (failure) => void message.error(explain(failure, words)) },
                      );
                    }}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Agents({ known }: { known: QueueMonitor }): ReactNode {
  const words = useWords();
  const now = useNow(10_000);
  return (
    <section className="card">
      <h2>{words.monitor.agents}</h2>
      {known.agents.length === 0 && <p className="soft">{words.monitor.noAgents}</p>}
      <ul className="agents">
        {known.agents.map(({ agent, presence, since, connected, holding, capacity, skills }) => (
          <li key={agent.id}>
            <span className={`dot dot-${presence}`}>
              <strong>{agent.name}</strong>
            </span>
            <span className="soft">
              {words.presence[presence]} · {span(now - since, words)}
              {presence === 'on-duty' && !connected && ` · ${words.monitor.disconnected}`}
            </span>
            <Progress
              percent={capacity === 0 ? 0 : Math.min(100, (holding / capacity) * 100)}
              format={() => `${holding}/${capacity}`}
              size="small"
              status={holding >= capacity && capacity > 0 ? 'exception' : 'normal'}
              aria-label={`${agent.name}: ${words.monitor.load}`}
            />
            <span className="soft">{skills.join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function BySkill({ known }: { known: QueueMonitor }): ReactNode {
  const words = useWords();
  const now = useNow(10_000);
  if (known.bySkill.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.monitor.bySkill}</h2>
      <dl className="pairs">
        {known.bySkill.map(({ skill, waiting, oldestSince }) => (
          <div key={skill ?? ''}>
            <dt>{skill ?? words.monitor.anySkill}</dt>
            <dd>
              {put(words.monitor.waitingCount, waiting)}
              {oldestSince !== null && (
                <span className="soft"> · {put(words.monitor.longest, span(now - oldestSince, words))}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Compensation above an agent's limit. Nobody decides on their own. */
function Requests(): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const requests = usePages('compensations', { state: 'requested' });
  const decide = useChange('decideCompensation', ['compensations', 'conversation']);
  const open = requests.data ?? [];
  if (open.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.comp.toDecide}</h2>
      <ul className="queue">
        {open.map((one) => (
          <li key={one.id}>
            <a href={inboxLink('all', one.conversation)}>
              <strong>
                {words.comp[one.kind]} {amountText(one, language)}
              </strong>
              <span className="soft">
                {put(words.comp.by, one.by.name)} · {one.reason}
              </span>
            </a>
            {[true, false].map((approve) => (
              <Button
                key={String(approve)}
                size="small"
                type={approve ? 'primary' : 'default'}
                disabled={one.by.id === me.id || decide.isPending}
                onClick={() =>
                  decide.mutate(
                    { params: { compensation: one.id }, body: { approve } },
                    { onError: (failure) => void message.error(explain(failure, words)) },
                  )
                }
              >
                {approve ? words.comp.approve : words.comp.refuse}
              </Button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
