import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';

interface MeanwhileGuardProps {
  /** What the customer wrote while the agent typed; empty: nothing. */
  lines: readonly string[];
  /** The agent has already pressed Enter on it. */
  urgent: boolean;
  sendAnyway: () => void;
  keepWriting: () => void;
}

/** "The customer wrote while you typed": shown before anything goes out; the agent decides. */
export function MeanwhileGuard({ lines, urgent, sendAnyway, keepWriting }: MeanwhileGuardProps): ReactNode {
  const words = useWords();
  if (lines.length === 0) return null;
  return (
    <div className="meanwhile" role="alert" data-urgent={urgent}>
      <p>{words.composer.wrote}</p>
      <blockquote className="plain">{lines.join('\n')}</blockquote>
      <Button size="small" type={urgent ? 'primary' : 'default'} onClick={sendAnyway}>
        {words.composer.sendAnyway}
      </Button>
      <Button size="small" onClick={keepWriting}>
        {words.composer.keepWriting}
      </Button>
    </div>
  );
}
