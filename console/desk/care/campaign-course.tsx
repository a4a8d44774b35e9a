import { Progress } from 'antd';
import type { ReactNode } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { useWords } from '../words/index.ts';
import { CampaignLedger, type Status } from './campaign-ledger.tsx';
import { whyText } from './refusal-words.ts';

/** How far it is, recipient by recipient. The server tells when something changed. */
export function CampaignCourse({ campaign }: { campaign: CampaignDetail }): ReactNode {
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
      <CampaignLedger campaign={campaign.id} />
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
