import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Me } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { useWords } from '../words/index.ts';

/** Says why one is away without having chosen it, and brings one back. Nothing when all is as one chose. */
export function SetAway({ me, refreshed }: { me: Me; refreshed: () => void }): ReactNode {
  const { presence } = useWords();
  const change = useChange('setPresence', ['colleagues', 'monitor']);
  if (me.presence !== 'away' || me.presenceCause !== 'silence') return null;
  return (
    <p className="banner" role="status">
      {presence.setAway}{' '}
      <Button
        size="small"
        loading={change.isPending}
        onClick={() => change.mutate({ body: { presence: 'on-duty' } }, { onSettled: refreshed })}
      >
        {presence.back}
      </Button>
    </p>
  );
}
