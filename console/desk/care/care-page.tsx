import { Button, Table, Tabs, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignCard } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { WideTable } from '../pages/wide-table.tsx';
import { useNow } from '../shell/now.ts';
import { careLink, go } from '../shell/route.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';
import { CampaignPage } from './campaign-page.tsx';
import { NewCampaign } from './composer.tsx';
import { InsightView } from './insight-view.tsx';
import { StateTag } from './state-tag.tsx';

/** Reaching out first: campaigns, what came of them, and the rules that run by themselves. */
export function CarePage({ campaign }: { campaign: string | null }): ReactNode {
  if (campaign === 'new') return <NewCampaign />;
  return campaign === null ? <CareHome /> : <CampaignPage key={campaign} id={campaign} />;
}

function CareHome(): ReactNode {
  const { care } = useWords();
  const [tab, setTab] = useState('campaigns');
  const views = { campaigns: <CampaignList />, insight: <InsightView />, rules: <RuleList /> };
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
        items={(['campaigns', 'insight', 'rules'] as const).map((key) => ({
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
          <WideTable>
            <Table<CampaignCard>
              rowKey="id"
              size="middle"
              pagination={false}
              dataSource={items}
              columns={[
                { title: care.column.title, render: (_, row) => <a href={careLink(row.id)}>{row.title}</a> },
                { title: care.column.status, render: (_, row) => <StateTag campaign={row} /> },
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
          </WideTable>
        )
      }
    </Loaded>
  );
}

function RuleList(): ReactNode {
  const { care } = useWords();
  const language = useLanguage();
  const rules = useCall('careRules', {});
  return (
    <Loaded query={rules}>
      {({ items, problems }) => (
        <>
          <p className="soft">{care.rules.file}</p>
          {problems.length > 0 && (
            <div className="card">
              <strong>{care.rules.problems}</strong>
              <ul>
                {problems.map((problem) => (
                  <li key={problem}>
                    <code>{problem}</code>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <WideTable>
            <Table
              rowKey="rule"
              size="middle"
              pagination={false}
              dataSource={items}
              columns={[
                { title: care.column.title, render: (_, row) => row.title[language] },
                {
                  title: care.column.when,
                  render: (_, row) => `${care.trigger[row.trigger] ?? row.trigger} · ${row.at}`,
                },
                { title: care.topic, render: (_, row) => care.topics[row.topic] ?? row.topic },
                {
                  title: care.column.status,
                  render: (_, row) => (
                    <Tag color={row.enabled ? 'green' : 'default'}>
                      {row.enabled ? care.rules.enabled : care.rules.off}
                    </Tag>
                  ),
                },
              ]}
            />
          </WideTable>
        </>
      )}
    </Loaded>
  );
}
