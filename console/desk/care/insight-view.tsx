import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CareFigures } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { ChartOnDemand } from '../shell/chart-on-demand.tsx';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { percent } from './percent.ts';
import { whyText } from './refusal-words.ts';

const loadReachChart = async () => (await import('./reach-chart.tsx')).ReachChart;

/** What came of each rule and campaign of the last thirty days. */
export function InsightView(): ReactNode {
  const { care } = useWords();
  const insight = useCall('careInsight', { query: {} });
  return (
    <Loaded query={insight}>
      {({ items }) =>
        items.length === 0 ? (
          <Blank title={care.insight.none} />
        ) : (
          <>
            <ChartOnDemand name="care-chart" load={loadReachChart}>
              {(ReachChart) => <ReachChart items={items} />}
            </ChartOnDemand>
            <FiguresTable items={items} />
          </>
        )
      }
    </Loaded>
  );
}

function FiguresTable({ items }: { items: CareFigures[] }): ReactNode {
  const words = useWords();
  const { insight } = words.care;
  const language = useLanguage();
  return (
    <WideTable<CareFigures>
      label={words.care.tabs.insight}
      rowKey="source"
      dataSource={items}
      columns={[
        { title: words.care.column.title, render: (_, row) => row.title[language] },
        {
          title: insight.sent,
          align: 'right',
          render: (_, row) => <span className="unbroken">{`${row.sent} / ${row.meant}`}</span>,
        },
        {
          title: insight.reach,
          align: 'right',
          render: (_, row) =>
            row.reach === null ? '–' : <Tag color={row.reach >= 0.9 ? 'green' : 'orange'}>{percent(row.reach)}</Tag>,
        },
        {
          title: insight.read,
          align: 'right',
          render: (_, row) =>
            row.read ?? (
              <span className="soft" title={insight.notTold}>
                –<span className="unseen">{insight.notTold}</span>
              </span>
            ),
        },
        { title: insight.replied, align: 'right', dataIndex: 'replied' },
        { title: insight.optedOut, align: 'right', dataIndex: 'optedOut' },
        { title: insight.complained, align: 'right', dataIndex: 'complained' },
        {
          title: insight.satisfied,
          align: 'right',
          render: (_, { satisfaction: { answers, satisfied } }) =>
            answers === 0 ? '–' : `${percent(satisfied / answers)} (${answers})`,
        },
        { title: insight.lift, render: (_, row) => <LiftText figures={row} /> },
        {
          title: insight.excluded,
          render: (_, row) =>
            Object.entries(row.excluded).map(([why, count]) => (
              <span key={why} className="chip">
                {whyText(why, words)} {count}
              </span>
            )),
        },
      ]}
    />
  );
}

function LiftText({ figures }: { figures: CareFigures }): ReactNode {
  const { insight, goals } = useWords().care;
  const lift = figures.goal?.lift;
  if (!lift || !figures.goal) return '–';
  const { difference, low, high } = lift;
  return (
    <span
      title={`${figures.goal.treated.hits}/${figures.goal.treated.of} · ${figures.goal.heldOut.hits}/${figures.goal.heldOut.of}`}
    >
      {goals[figures.goal.kind]} {put(insight.points, points(difference), points(low), points(high))} ·{' '}
      {lift.isClear ? insight.clear : insight.unclear}
    </span>
  );
}

/** A difference of shares as people read it: -0.278 is "−27.8". */
function points(share: number): string {
  const tenths = Math.round(share * 1_000) / 10;
  return tenths === 0 ? '0' : `${tenths > 0 ? '+' : '−'}${Math.abs(tenths)}`;
}
