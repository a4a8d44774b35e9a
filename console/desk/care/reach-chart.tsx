import { type ReactNode, useCallback, useMemo } from 'react';
import type { CareFigures } from '../../../src/server/contract/index.ts';
import { type ChartColour, type ChartOption, useChart } from '../shell/use-chart.ts';
import { type Language, put, useLanguage, useWords } from '../words/index.ts';
import { percent } from './percent.ts';

/** Reach beside its goal. Drawn on a canvas, and said in words to those who do not see it. */
export function ReachChart({ items }: { items: CareFigures[] }): ReactNode {
  const { insight } = useWords().care;
  const language = useLanguage();
  const shown = useMemo(() => items.filter(({ reach }) => reach !== null), [items]);
  const place = useChart(
    useCallback(
      (colour: ChartColour) => optionOf(shown, language, insight.reachHint, colour),
      [shown, language, insight],
    ),
  );
  if (shown.length === 0) return null;
  const said = shown.map(({ title, reach }) => `${title[language]} ${percent(reach ?? 0)}`).join(', ');
  return (
    <div
      ref={place}
      className="care-chart"
      role="img"
      aria-label={put(insight.chart, said)}
      style={{ height: 60 + shown.length * 34 }}
    />
  );
}

function optionOf(shown: CareFigures[], language: Language, goal: string, colour: ChartColour): ChartOption {
  return {
    animation: false,
    grid: { left: 8, right: 60, top: 24, bottom: 8, containLabel: true },
    xAxis: {
      type: 'value',
      min: 0,
      max: 100,
      axisLabel: { color: colour('ink'), formatter: '{value} %', hideOverlap: true },
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
          label: { formatter: goal, color: colour('ink'), position: 'start' },
          lineStyle: { color: colour('line'), type: 'dashed' },
          data: [{ xAxis: 90 }],
        },
      },
    ],
  };
}
