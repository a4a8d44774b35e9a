import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';

interface ChartOnDemandProps<Chart> {
  /** The class of the chart's place, which keeps it free while the script comes. */
  name: string;
  load: () => Promise<Chart>;
  children: (chart: Chart) => ReactNode;
}

/**
 * A chart whose script, the largest of all, is loaded when it is first shown. When it does not come, the chart's own
 * place says so and can ask again: what stands around it is as good without a chart.
 */
export function ChartOnDemand<Chart>({ name, load, children }: ChartOnDemandProps<Chart>): ReactNode {
  const { state } = useWords();
  const script = useQuery({ queryKey: ['script', name], queryFn: load, staleTime: Number.POSITIVE_INFINITY });
  if (script.data !== undefined) return children(script.data);
  if (!script.isError) return <div className={name} />;
  return (
    <div className="chart-missing" role="alert">
      <span className="soft">{state.chartNotLoaded}</span>
      <Button size="small" onClick={() => void script.refetch()}>
        {state.retry}
      </Button>
    </div>
  );
}
