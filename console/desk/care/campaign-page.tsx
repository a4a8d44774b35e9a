import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, InputNumber, Modal, Progress, Select, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import { type CallAnswer, CallFailure, type CallName } from '../api/client.ts';
import { useApi, useCall } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { WideTable } from '../pages/wide-table.tsx';
import { explain } from '../shell/explain.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { careLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { channelName } from '../words/channel-names.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment, moment } from '../words/time.ts';
import { Composer } from './composer.tsx';
import { Field } from './field.tsx';
import { refusalText, whyText } from './refusal-words.ts';
import { StateTag } from './state-tag.tsx';

type Deed =
  | 'submitCampaign'
  | 'decideCampaign'
  | 'scheduleCampaign'
  | 'unscheduleCampaign'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'stopCampaign';

/** One campaign: written while it is a draft, watched and steered once it goes. */
export function CampaignPage({ id }: { id: string }): ReactNode {
  const { care } = useWords();
  const campaign = useCall('campaign', { params: { campaign: id } });
  return (
    <Loaded query={campaign}>
      {(known) => (
        <PageFrame title={known.title} actions={<a href={careLink(null)}>{care.back}</a>}>
          <Steering campaign={known} />
          {known.counts.length > 0 && <Course campaign={known} />}
          {isWritten(known) ? <Composer key={known.revision} campaign={known} /> : null}
        </PageFrame>
      )}
    </Loaded>
  );
}

function isWritten({ state }: CampaignDetail): boolean {
  return state === 'draft' || state === 'submitted' || state === 'approved' || state === 'scheduled';
}

/** What can be done with it now. */
function Steering({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const words = useWords();
  const { care } = words;
  const { me } = useWorkday();
  const { modal } = App.useApp();
  const act = useDeed();
  const [confirming, setConfirming] = useState(false);
  const { state } = campaign;
  const params = { campaign: campaign.id };
  const isGoing = state === 'running' || state === 'planning';
  const notice = NOTICES.find(({ reason }) => reason === campaign.stateReason);
  return (
    <section className="card care-steering">
      <p>
        <StateTag campaign={notice === undefined ? campaign : { state, stateReason: null }} />
      </p>
      <p className="page-acts">
        {state === 'draft' && (
          <Button type="primary" onClick={() => act('submitCampaign', { params })}>
            {care.submit}
          </Button>
        )}
        {state === 'submitted' && campaign.mine && <span className="soft">{care.ownCampaign}</span>}
        {state === 'submitted' && !campaign.mine && isLead(me) && (
          <>
            <Button
              type="primary"
              onClick={() => act('decideCampaign', { params, body: { approve: true, revision: campaign.revision } })}
            >
              {care.approve}
            </Button>
            <Button
              onClick={() => act('decideCampaign', { params, body: { approve: false, revision: campaign.revision } })}
            >
              {care.sendBack}
            </Button>
          </>
        )}
        {state === 'approved' && (
          <Button type="primary" onClick={() => setConfirming(true)}>
            {care.schedule}
          </Button>
        )}
        {(state === 'approved' || state === 'scheduled' || state === 'submitted') && (
          <Button onClick={() => act('unscheduleCampaign', { params })}>{care.unschedule}</Button>
        )}
        {isGoing && <Button onClick={() => act('pauseCampaign', { params })}>{care.pause}</Button>}
        {state === 'paused' && (
          <Button type="primary" onClick={() => act('resumeCampaign', { params })}>
            {care.resume}
          </Button>
        )}
        {(isGoing || state === 'paused' || state === 'scheduled') && (
          <Button
            danger
            onClick={() =>
              void modal.confirm({
                title: care.stopSure,
                okText: care.stop,
                onOk: () => act('stopCampaign', { params }),
              })
            }
          >
            {care.stop}
          </Button>
        )}
      </p>
      {notice && <Alert type={notice.type} showIcon title={care.reason[notice.reason]} />}
      {confirming && <ConfirmByNumber campaign={campaign} close={() => setConfirming(false)} act={act} />}
    </section>
  );
}

/** Why it waits for a person, where that is to be read before it goes on. */
const NOTICES = [
  { reason: 'canary-done', type: 'info' },
  { reason: 'audience-grew', type: 'warning' },
] as const;

/** Carries out one wish; a refusal is said in words. True when it was done. */
function useDeed(): (deed: Deed, input: unknown) => Promise<boolean> {
  const words = useWords();
  const { message } = App.useApp();
  const api = useApi();
  const queries = useQueryClient();
  return async (deed, input) => {
    try {
      const result = await api.call(deed, input as never);
      for (const read of READS) await queries.invalidateQueries({ queryKey: [read] });
      if (result.kind === 'done') return true;
      void message.error(refusalText(result.refusal, words));
    } catch (failure) {
      if (!(failure instanceof CallFailure)) throw failure;
      void message.error(explain(failure, words));
    }
    return false;
  };
}

const READS: readonly CallName[] = ['campaigns', 'campaign', 'campaignLedger', 'campaignTasks'];

function ConfirmByNumber({
  campaign,
  close,
  act,
}: {
  campaign: CampaignDetail;
  close: () => void;
  act: ReturnType<typeof useDeed>;
}): ReactNode {
  const { care } = useWords();
  const [count, setCount] = useState<number | null>(null);
  const [at, setAt] = useState('');
  return (
    <Modal
      open
      title={care.confirmTitle}
      okText={care.schedule}
      okButtonProps={{ disabled: count === null }}
      onCancel={close}
      onOk={async () => {
        const done = await act('scheduleCampaign', {
          params: { campaign: campaign.id },
          body: { count: count ?? -1, at: at === '' ? null : new Date(at).getTime() },
        });
        if (done) close();
      }}
    >
      <AudienceNumber campaign={campaign} />
      <Field label={care.confirmField}>
        <InputNumber aria-label={care.confirmField} autoFocus min={0} value={count} onChange={setCount} />
      </Field>
      <Field label={care.at}>
        <Input type="datetime-local" aria-label={care.at} value={at} onChange={({ target }) => setAt(target.value)} />
      </Field>
    </Modal>
  );
}

/** The number that has to be typed, counted now. It is shown, not filled in: typing it is the confirmation. */
function AudienceNumber({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const words = useWords();
  const api = useApi();
  const check = useQuery({
    queryKey: ['checkAudience', campaign.id, campaign.revision],
    queryFn: () => api.call('checkAudience', { body: { content: campaign.content } }),
    staleTime: 0,
  });
  if (check.data === undefined) return <p className="soft">{words.state.loading}</p>;
  return check.data.kind === 'fine' ? (
    <p>{put(words.care.confirmHint, check.data.count)}</p>
  ) : (
    <Alert type="warning" showIcon title={refusalText(check.data.refusal, words)} />
  );
}

type Status = CampaignDetail['counts'][number]['status'];

/** How far it is, recipient by recipient. The server tells when something changed. */
function Course({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const words = useWords();
  const { care } = words;
  const total = campaign.counts.reduce((sum, { count }) => sum + count, 0);
  const of = (...statuses: Status[]) =>
    campaign.counts.filter(({ status }) => statuses.includes(status)).reduce((sum, { count }) => sum + count, 0);
  const settled = total - of('planned', 'queued');
  return (
    <section className="card">
      <h2>{care.progress}</h2>
      <Progress percent={total === 0 ? 0 : Math.floor((settled / total) * 100)} aria-label={care.progress} />
      <dl className="figures incident-figures">
        {campaign.counts.map(({ status, why, count }) => (
          <div key={`${status} ${why}`} data-status={status}>
            <dt>
              {care.status[status]}
              {why !== null && ` · ${whyText(why, words)}`}
            </dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      <Tasks campaign={campaign.id} />
      <Ledger campaign={campaign.id} />
    </section>
  );
}

function Tasks({ campaign }: { campaign: string }): ReactNode {
  const { care } = useWords();
  const tasks = useCall('campaignTasks', { params: { campaign } });
  if (!tasks.data || tasks.data.items.length === 0) return null;
  return (
    <>
      <h2>{care.tasks}</h2>
      <ul className="care-report">
        {tasks.data.items.map(({ id, sender, state, receivers, delivered }) => (
          <li key={id}>
            {sender || '–'} · {care.taskState[state]} · {delivered}/{receivers}
          </li>
        ))}
      </ul>
    </>
  );
}

type Line = CallAnswer<'campaignLedger'>['items'][number];
const STATUSES: Status[] = [
  'planned',
  'queued',
  'sent',
  'held-out',
  'refused',
  'unsure',
  'failed',
  'expired',
  'stopped',
];

function Ledger({ campaign }: { campaign: string }): ReactNode {
  const words = useWords();
  const { care } = words;
  const language = useLanguage();
  const now = useNow();
  const [status, setStatus] = useState<Status | undefined>();
  const ledger = useCall('campaignLedger', {
    params: { campaign },
    query: { ...(status ? { status } : {}), limit: 100 },
  });
  return (
    <>
      <h2>{care.ledger}</h2>
      <Select
        allowClear
        aria-label={care.column.status}
        placeholder={care.all}
        className="care-filter"
        value={status ?? null}
        options={STATUSES.map((each) => ({ value: each, label: care.status[each] }))}
        onChange={(next: Status | null) => setStatus(next ?? undefined)}
      />
      <Loaded query={ledger}>
        {({ items }) => (
          <WideTable>
            <Table<Line>
              rowKey="customer"
              size="small"
              pagination={false}
              dataSource={items}
              columns={[
                { title: care.column.who, render: (_, row) => row.name ?? row.customer.slice(0, 8) },
                { title: care.column.channel, render: (_, row) => row.channel && channelName(words, row.channel) },
                { title: care.column.status, render: (_, row) => care.status[row.status] },
                {
                  title: care.column.why,
                  render: (_, row) => [whyText(row.why, words), row.detail].filter(Boolean).join(' · '),
                },
                {
                  title: care.column.when,
                  render: (_, { settledAt }) =>
                    settledAt === null ? (
                      '–'
                    ) : (
                      <span title={fullMoment(settledAt, language)}>{moment(settledAt, now, language)}</span>
                    ),
                },
              ]}
            />
          </WideTable>
        )}
      </Loaded>
    </>
  );
}
