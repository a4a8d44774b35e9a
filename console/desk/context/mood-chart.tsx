import { type ReactNode, useCallback } from 'react';
import type { ConversationDetail } from '../../../src/server/contract/index.ts';
import { type ChartColour, type ChartOption, useChart } from '../shell/use-chart.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { named } from './named.ts';

/** How the customer felt, message by message. Drawn on a canvas, and said in words to those who do not see it. */
export function MoodChart({ moods }: { moods: ConversationDetail['moods'] }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const worst = moods.reduce((a, b) => (b.score > a.score ? b : a), moods[0] ?? NOTHING);
  const last = moods.at(-1) ?? NOTHING;
  const place = useChart(
    useCallback(
      (colour: ChartColour) => {
        const tip = (points: unknown): string => {
          const index = Array.isArray(points)
            ? (points[0] as { dataIndex?: number } | undefined)?.dataIndex
            : undefined;
          const mood = moods[index ?? -1];
          if (mood === undefined) return '';
          const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(
            mood.at,
          );
          return [
            `${time}  ${words.mood[mood.level]} ${Math.round(mood.score * 100)}`,
            ...mood.reasons.map((code) => named(code, words.moodSign)),
          ].join('\n');
        };
        return optionOf(moods, colour, tip);
      },
      [moods, words, language],
    ),
  );

  return (
    <div
      ref={place}
      className="mood-chart"
      role="img"
      aria-label={put(words.context.moodChart, moods.length, words.mood[worst.level], words.mood[last.level])}
    />
  );
}

const NOTHING = { at: 0, position: 0, score: 0, level: 'calm', reasons: [] } as const;

function optionOf(
  moods: ConversationDetail['moods'],
  colour: ChartColour,
  formatter: (points: unknown) => string,
): ChartOption {
  return {
    animation: false,
    grid: { left: 4, right: 8, top: 8, bottom: 6 },
    xAxis: { type: 'category', show: false, boundaryGap: false, data: moods.map(({ position }) => position) },
    yAxis: { type: 'value', min: 0, max: 1, show: false },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // the other mode writes HTML
      confine: true,
      backgroundColor: colour('paper'),
      borderColor: colour('hair'),
      textStyle: { color: colour('ink'), fontSize: 12 },
      formatter,
    },
    series: [
      {
        type: 'line',
        smooth: 0.25,
        symbolSize: 7,
        lineStyle: { color: colour('line'), width: 2 },
        areaStyle: { color: colour('area') },
        data: moods.map(({ score, level }) => ({ value: score, itemStyle: { color: colour(level) } })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: colour('hair'), type: 'dashed' },
          data: [{ yAxis: 0.5 }],
        },
      },
    ],
  };
}
