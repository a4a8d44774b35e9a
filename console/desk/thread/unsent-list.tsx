import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';
import type { Unsent } from './drafts.ts';

interface UnsentListProps {
  unsent: readonly Unsent[];
  again: (unsent: Unsent) => void;
  discard: (unsent: Unsent) => void;
}

/** Replies on their way, and those that did not get out and wait for a decision. */
export function UnsentList({ unsent, again, discard }: UnsentListProps): ReactNode {
  const words = useWords();
  if (unsent.length === 0) return null;
  return (
    <ul className="unsent">
      {unsent.map((one) => (
        <li key={one.key} data-failed={one.failed !== null}>
          <strong>{one.failed === null ? words.composer.sending : words.composer.unsent}</strong>
          <span>{one.text || one.uploads.map(({ name }) => name).join(', ')}</span>
          {one.failed !== null && (
            <>
              <Button size="small" onClick={() => again(one)}>
                {words.composer.again}
              </Button>
              <Button size="small" type="text" onClick={() => discard(one)}>
                {words.composer.discard}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
