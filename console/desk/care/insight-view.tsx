import { Table, Tag } from 'antd';
import { BarChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type ReactNode, useEffect, useRef } from 'react';
import type { CareFigures } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { whyText } from './refusal-words.ts';

use([BarChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer]);

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
            <ReachChart items={items} />
            <FiguresTable items={items} />
          </>
        )
      }
    </Loaded>
  );
}

const percent = (share: number) => `${Math.round(share * 1_000) / 10} %`;

function FiguresTable({ items }: { items: CareFigures[] }): ReactNode {
  const words = useWords();
  const { insight } = words.care;
  const language = useLanguage();
  return (
    <WideTable>
      <Table<CareFigures>
        rowKey="source"
        size="middle"
        pagination={false}
        dataSource={items}
        columns={[
          { title: words.care.column.title, render: (_, row) => row.title[language] },
          { title: insight.sent, align: 'right', render: (_, row) => `${row.sent} / ${row.meant}` },
          {
            title: insight.reach,
            align: 'right',
            render: (_, row) =>
              row.reach === null ? '–' : <Tag color={row.reach >= 0.9 ? 'green' : 'orange'}>{percent(row.reach)}</Tag>,
          },
          {
            title: insight.read,
            align: 'right',
            render: (_, row) => row.read ?? <span className="soft">{insight.notTold}</span>,
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
    </WideTable>
  );
}

function LiftText({ figures }: { figures: CareFigures }): ReactNode {
  const { insight, goals } = useWords().care;
  const lift = figures.goal?.lift;
  if (!lift || !figures.goal) return '–';
  const points = (share: number) => `${share >= 0 ? '+' : ''}${Math.round(share * 1_000) / 10}`;
  return (
    <span
      title={`${figures.goal.treated.hits}/${figures.goal.treated.of} · ${figures.goal.heldOut.hits}/${figures.goal.heldOut.of}`}
    >
      {goals[figures.goal.kind]} {points(lift.difference)} % [{points(lift.low)}, {points(lift.high)}] ·{' '}
      {lift.isClear ? insight.clear : insight.unclear}
    </span>
  );
}

/** Reach beside its goal. Drawn on a canvas, and said in words to those who do not see it. */
function ReachChart({ items }: { items: CareFigures[] }): ReactNode {
  const { care } = useWords();
  const language = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const shown = items.filter(({ reach }) => reach !== null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = init(element);
    const draw = () => chart.setOption(optionOf(element), true);
    draw();
    const scheme = new MutationObserver(draw);
    scheme.observe(document.documentElement, { attributeFilter: ['data-scheme'] });
    const size = new ResizeObserver(() => chart.resize());
    size.observe(element);
    return () => {
      scheme.disconnect();
      size.disconnect();
      chart.dispose();
    };

    function optionOf(inside: HTMLElement): Parameters<EChartsType['setOption']>[0] {
      const style = getComputedStyle(inside);
      const colour = (name: string) => style.getPropertyValue(`--chart-${name}`).trim();
      return {
        animation: false,
        grid: { left: 8, right: 60, top: 24, bottom: 8, containLabel: true },
        xAxis: {
          type: 'value',
          min: 0,
          max: 100,
          axisLabel: { color: colour('ink'), formatter: '{value} %' },
          splitLine: { lineStyle: { color: colour('hair') } },
        },
        yAxis: {
          type: 'category',
          inverse: true,
          data: shown.map(({ title }) => title[language]),
          axisLabel: { color: colour('ink'), width: 140, overflow: 'truncate' },
        },
        series: [
          {
            type: 'bar',
            barMaxWidth: 18,
            label: { show: true, position: 'right', color: colour('ink'), formatter: '{c} %' },
            data: shown.map(({ reach }) => ({
              value: Math.round((reach ?? 0) * 1_000) / 10,
              itemStyle: { color: colour((reach ?? 0) >= 0.9 ? 'calm' : 'uneasy'), borderRadius: 3 },
            })),
            markLine: {
              silent: true,
              symbol: 'none',
              label: { formatter: care.insight.reachHint, color: colour('ink'), position: 'start' },
              lineStyle: { color: colour('line'), type: 'dashed' },
              data: [{ xAxis: 90 }],
            },
          },
        ],
      };
    }
  }, [shown, language, care]);
  if (shown.length === 0) return null;
  const said = shown.map(({ title, reach }) => `${title[language]} ${percent(reach ?? 0)}`).join(', ');
  return (
    <div
      ref={place}
      className="care-chart"
      role="img"
      aria-label={put(care.insight.chart, said)}
      style={{ height: 60 + shown.length * 34 }}
    />
  );
}
