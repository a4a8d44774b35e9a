import * as echarts from 'echarts';
import type { SetOutcomes } from './kept-results.ts';

/** Bars of recall@1 per set and system, as SVG. */
export function drawChart(all: readonly SetOutcomes[]): string {
  const systems = [...new Set(all.flatMap(({ outcomes }) => outcomes.map(({ system }) => system)))];
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 1200, height: 460 });
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: { text: 'recall@1', left: 12, top: 8 },
    legend: { top: 10, right: 12 },
    grid: { left: 48, right: 12, top: 56, bottom: 96 },
    xAxis: { type: 'category', data: all.map(({ set }) => set), axisLabel: { rotate: 28, interval: 0 } },
    yAxis: { type: 'value', min: 0, max: 1 },
    color: ['#d9480f', '#868e96', '#adb5bd', '#ced4da', '#5c7cfa', '#74c0fc', '#91a7ff'],
    series: systems.map((system) => ({
      name: system,
      type: 'bar',
      barGap: '5%',
      data: all.map(({ outcomes }) => {
        const outcome = outcomes.find((each) => each.system === system)?.outcome;
        return outcome?.kind === 'done' ? Number(outcome.report.quality.recallAt1.toFixed(3)) : null;
      }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg.replace('>', '><title>recall@1 per set and system</title>');
}
