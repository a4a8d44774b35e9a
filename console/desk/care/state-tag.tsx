import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CampaignCard } from '../../../src/server/contract/index.ts';
import { useWords } from '../words/index.ts';

const COLOURS: Record<CampaignCard['state'], string> = {
  draft: 'default',
  submitted: 'gold',
  approved: 'cyan',
  scheduled: 'blue',
  planning: 'processing',
  running: 'processing',
  paused: 'orange',
  stopped: 'red',
  done: 'green',
};

export function StateTag({ campaign }: { campaign: Pick<CampaignCard, 'state' | 'stateReason'> }): ReactNode {
  const { care } = useWords();
  const { state, stateReason } = campaign;
  const reason = stateReason === null || stateReason === 'canary-seen' ? null : care.reason[stateReason];
  return (
    <Tag color={COLOURS[state]} data-state={state}>
      {care.state[state]}
      {reason && ` · ${reason}`}
    </Tag>
  );
}
