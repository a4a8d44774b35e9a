import { Button, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignCard } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { WideTable } from '../pages/wide-table.tsx';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useNow } from '../shell/now.ts';
import { careLink, go } from '../shell/route.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';
import { CampaignPage } from './campaign-page.tsx';
import { NewCampaign } from './composer.tsx';
import { GateView } from './gate-view.tsx';
import { IncidentsView } from './incidents-view.tsx';
import { InsightView } from './insight-view.tsx';
import { RuleList } from './rule-list.tsx';
import { StateTag } from './state-tag.tsx';

/** Reaching out first: campaigns, what came of them, and the rules that run by themselves. */
export function CarePage({ campaign }: { campaign: string | null }): ReactNode {
  if (campaign === 'new') return <NewCampaign />;
  return campaign === null ? <CareHome /> : <CampaignPage key={campaign} id={campaign} />;
}

function CareHome(): ReactNode {
  const { care } = useWords();
  const [tab, setTab] = useState('campaigns');
  const { me } = useWorkday();
  const views = {
    campaigns: <CampaignList />,
    incidents: <IncidentsView />,
    rules: <RuleList />,
    insight: <InsightView />,
    gate: <GateView />,
  };
  const tabs = (['campaigns', 'incidents', 'rules', 'insight', 'gate'] as const).filter(
    (key) => key !== 'incidents' || isLead(me),
  );
  return (
    <PageFrame
      title={care.title}
      actions={
        <Button type="primary" onClick={() => go(careLink('new'))}>
          {care.newCampaign}
        </Button>
      }
    >
      <Tabs
        activeKey={tab}
        onChange={setTab}
        destroyOnHidden
        items={tabs.map((key) => ({
          key,
          label: care.tabs[key],
          children: views[key],
        }))}
      />
    </PageFrame>
  );
}

function CampaignList(): ReactNode {
  const { care } = useWords();
  const language = useLanguage();
  const now = useNow();
  const campaigns = useCall('campaigns', { query: {} });
  return (
    <Loaded query={campaigns}>
      {({ items }) =>
        items.length === 0 ? (
          <Blank title={care.none} />
        ) : (
          <WideTable<CampaignCard>
            label={care.tabs.campaigns}
            rowKey="id"
            dataSource={items}
            columns={[
              { title: care.column.title, render: (_, row) => <a href={careLink(row.id)}>{row.title}</a> },
              { title: care.column.state, render: (_, row) => <StateTag campaign={row} /> },
              {
                title: care.column.count,
                dataIndex: 'confirmedCount',
                align: 'right',
                render: (count: number | null) => count ?? '–',
              },
              { title: care.column.by, dataIndex: 'createdBy' },
              {
                title: care.column.when,
                render: (_, row) => moment(row.scheduledAt ?? row.createdAt, now, language),
              },
            ]}
          />
        )
      }
    </Loaded>
  );
}
