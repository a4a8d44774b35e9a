import { Button, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import type { AuditLine } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { inboxLink } from '../shell/route.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';
import { fullMoment } from '../words/time.ts';
import { deedDetail } from './deed-detail.ts';
import { deedWords, KNOWN_DEEDS } from './deed-words.ts';
import { PageFrame } from './page-frame.tsx';
import { usePages } from './use-pages.ts';
import { WideTable } from './wide-table.tsx';

/** Who did what. Nothing here can be changed. */
export function AuditPage(): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const [action, setAction] = useState<string>();
  const [actor, setActor] = useState<string>();
  const team = useCall('team', {}).data?.items ?? [];
  const lines = usePages('audit', {
    limit: 50,
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
  });
  const { audit } = words;
  return (
    <PageFrame
      title={audit.title}
      actions={
        <>
          <Select<string>
            className="audit-filter"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={audit.byWhom}
            aria-label={audit.byWhom}
            options={team.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(next?: string) => setActor(next)}
          />
          <Select<string>
            className="audit-filter"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={audit.filter}
            aria-label={audit.filter}
            options={KNOWN_DEEDS.map((name) => ({ value: name, label: deedWords(name, language) }))}
            onChange={(next?: string) => setAction(next)}
          />
        </>
      }
    >
      <Loaded query={lines}>
        {(items) =>
          items.length === 0 ? (
            <Blank title={audit.empty} />
          ) : (
            <>
              <WideTable<z.infer<typeof AuditLine>>
                label={audit.title}
                size="small"
                rowKey="id"
                dataSource={[...items]}
                columns={[
                  { title: audit.at, dataIndex: 'at', width: 190, render: (at: number) => fullMoment(at, language) },
                  {
                    title: audit.who,
                    key: 'who',
                    width: 150,
                    render: (_, line) => line.actorName ?? (line.actor === 'system' ? audit.system : line.actor),
                  },
                  {
                    title: audit.action,
                    dataIndex: 'action',
                    width: 220,
                    render: (name: string) => <span title={name}>{deedWords(name, language)}</span>,
                  },
                  {
                    title: audit.object,
                    dataIndex: 'object',
                    width: 230,
                    render: (name: string) => <ObjectOfDeed name={name} />,
                  },
                  {
                    title: audit.detail,
                    dataIndex: 'detail',
                    render: (detail: string) => (
                      <span className="audit-detail">{deedDetail(detail, language, words)}</span>
                    ),
                  },
                  { title: audit.from, dataIndex: 'ip', width: 130 },
                ]}
              />
              {lines.hasNextPage && (
                <Button className="more" loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
                  {audit.more}
                </Button>
              )}
            </>
          )
        }
      </Loaded>
    </PageFrame>
  );
}

/** What it was done to; a conversation can be opened. */
function ObjectOfDeed({ name }: { name: string }): ReactNode {
  const conversation = /^conversation:(.+)$/.exec(name)?.[1];
  if (conversation === undefined) return <code>{name}</code>;
  return (
    <a href={inboxLink('all', conversation)}>
      <code>{name}</code>
    </a>
  );
}
