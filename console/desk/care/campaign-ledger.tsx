import { Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import type { CallAnswer } from '../api/client.ts';
import { useCall } from '../api/context.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { useNow } from '../shell/now.ts';
import { Loaded } from '../shell/status.tsx';
import { channelName } from '../words/channel-names.ts';
import { useLanguage, useWords } from '../words/index.ts';
import { fullMoment, moment } from '../words/time.ts';
import { whyText } from './refusal-words.ts';

export type Status = CampaignDetail['counts'][number]['status'];

type Line = CallAnswer<'campaignLedger'>['items'][number];
const STATUSES: Status[] = [
  'planned',
  'queued',
  'sent',
  'held-out',
  'refused',
  'unsure',
  'failed',
  'expired',
  'stopped',
];

/** Each recipient with what became of the message to them. */
export function CampaignLedger({ campaign }: { campaign: string }): ReactNode {
  const words = useWords();
  const { care } = words;
  const language = useLanguage();
  const now = useNow();
  const [status, setStatus] = useState<Status | undefined>();
  const ledger = useCall('campaignLedger', {
    params: { campaign },
    query: { ...(status ? { status } : {}), limit: 100 },
  });
  return (
    <>
      <h2>{care.ledger}</h2>
      <Select
        allowClear
        aria-label={care.column.status}
        placeholder={care.all}
        className="care-filter"
        value={status ?? null}
        options={STATUSES.map((each) => ({ value: each, label: care.status[each] }))}
        onChange={(next: Status | null) => setStatus(next ?? undefined)}
      />
      <Loaded query={ledger}>
        {({ items }) => (
          <WideTable<Line>
            label={care.ledger}
            size="small"
            rowKey="customer"
            dataSource={items}
            columns={[
              { title: care.column.who, render: (_, row) => row.name ?? row.customer.slice(0, 8) },
              { title: care.column.channel, render: (_, row) => row.channel && channelName(words, row.channel) },
              { title: care.column.status, render: (_, row) => care.status[row.status] },
              {
                title: care.column.why,
                render: (_, row) => [whyText(row.why, words), row.detail].filter(Boolean).join(' · '),
              },
              {
                title: care.column.when,
                render: (_, { settledAt }) =>
                  settledAt === null ? (
                    '–'
                  ) : (
                    <span title={fullMoment(settledAt, language)}>{moment(settledAt, now, language)}</span>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
