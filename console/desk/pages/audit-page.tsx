import { Button, Input, Table } from 'antd';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import type { AuditLine } from '../../../src/server/contract/index.ts';
import { Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';
import { fullMoment } from '../words/time.ts';
import { PageFrame } from './page-frame.tsx';
import { usePages } from './use-pages.ts';
import { WideTable } from './wide-table.tsx';

/** Who did what. Nothing here can be changed. */
export function AuditPage(): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const [action, setAction] = useState('');
  const lines = usePages('audit', { limit: 50, ...(action === '' ? {} : { action }) });
  const { audit } = words;
  return (
    <PageFrame
      title={audit.title}
      actions={
        <Input.Search
          allowClear
          placeholder={audit.filter}
          aria-label={audit.filter}
          maxLength={64}
          onSearch={setAction}
        />
      }
    >
      <Loaded query={lines}>
        {(items) => (
          <>
            <WideTable>
              <Table<z.infer<typeof AuditLine>>
                size="small"
                rowKey="id"
                pagination={false}
                dataSource={[...items]}
                columns={[
                  { title: audit.at, dataIndex: 'at', width: 190, render: (at: number) => fullMoment(at, language) },
                  { title: audit.who, key: 'who', width: 150, render: (_, line) => line.actorName ?? line.actor },
                  {
                    title: audit.action,
                    dataIndex: 'action',
                    width: 190,
                    render: (name: string) => <code>{name}</code>,
                  },
                  {
                    title: audit.object,
                    dataIndex: 'object',
                    width: 200,
                    render: (name: string) => <code>{name}</code>,
                  },
                  { title: audit.detail, dataIndex: 'detail' },
                  { title: audit.from, dataIndex: 'ip', width: 130 },
                ]}
              />
            </WideTable>
            {lines.hasNextPage && (
              <Button className="more" loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
                {audit.more}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}
