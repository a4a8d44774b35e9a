import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useCall, useChange } from '../api/context.ts';
import { useNow } from '../shell/now.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';

/** What one webhook was told lately and what became of it; what failed can be told again. */
export function Deliveries({ webhook }: { webhook: string }): ReactNode {
  const { connections } = useWords();
  const language = useLanguage();
  const now = useNow(10_000);
  const deliveries = useCall('deliveries', { params: { webhook }, query: { limit: 20 } });
  const again = useChange('redeliver', ['deliveries', 'webhooks']);
  return (
    <Loaded query={deliveries}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="soft">{connections.noDeliveries}</p>
        ) : (
          <ul className="queue">
            {items.map(({ id, event, state, status, detail, attempts, createdAt }) => (
              <li key={id}>
                <span className="session">
                  <strong>
                    <code>{event}</code> · {connections.delivery[state]}
                  </strong>
                  <span className="soft">
                    {moment(createdAt, now, language)} · {put(connections.attempts, attempts)}
                    {status !== null && ` · HTTP ${status}`}
                    {detail !== null && ` · ${detail}`}
                  </span>
                </span>
                {state === 'dead' && (
                  <Button
                    size="small"
                    loading={again.isPending}
                    onClick={() => again.mutate({ params: { webhook, delivery: id } })}
                  >
                    {connections.again}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
