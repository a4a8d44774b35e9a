import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { type RefObject, useEffect, useRef } from 'react';

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer]);

export type ChartOption = Parameters<EChartsType['setOption']>[0];

/** The value of `--chart-…` in the scheme of the moment. */
export type ChartColour = (name: string) => string;

/**
 * A chart in the element that gets the reference: drawn anew when the scheme or `optionOf` changes, as wide as its place.
 * Hand in the same function as long as the data is the same (`useCallback`).
 */
export function useChart(optionOf: (colour: ChartColour) => ChartOption): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const chart = init(element);
    const style = getComputedStyle(element);
    const draw = () =>
      chart.setOption(
        optionOf((name) => style.getPropertyValue(`--chart-${name}`).trim()),
        true,
      );
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
  }, [optionOf]);
  return place;
}
