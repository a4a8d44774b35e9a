import { Alert, App, Button, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import type { AudienceCheck, CampaignContent } from '../../../src/server/contract/index.ts';
import type { CallAnswer } from '../api/client.ts';
import { useApi, useChange } from '../api/context.ts';
import { tierText } from '../customers/tier-text.ts';
import { explain } from '../shell/explain.ts';
import { channelName } from '../words/channel-names.ts';
import { put, useWords, type Words } from '../words/index.ts';
import { MessagePreview } from './message-preview.tsx';
import { refusalText, whyText } from './refusal-words.ts';

type Members = CallAnswer<'audienceMembers'>['items'];

/** Who would get it, who would not and why, how it reads, and trying it on oneself. Nothing here reaches a customer. */
export function AudiencePanel({ content }: { content: CampaignContent }): ReactNode {
  const words = useWords();
  const { care } = words;
  const { message } = App.useApp();
  const check = useChange('checkAudience');
  const preview = useChange('previewCampaign');
  const test = useChange('testCampaign');
  const onError = (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words));
  const look = () => {
    check.mutate({ body: { content } }, { onError });
    preview.mutate({ body: { content } }, { onError });
  };
  const tryOut = (locale: 'zh-CN' | 'en') =>
    test.mutate(
      { body: { content, variant: content.variants[0]?.name ?? 'a', locale } },
      {
        onSuccess: (result) => {
          if (result.kind === 'sent') void message.success(care.testSent);
          else
            void message.warning(result.kind === 'no-address' ? care.testNowhere : refusalText(result.refusal, words));
        },
        onError,
      },
    );
  return (
    <div>
      <section className="card" aria-live="polite">
        <h2>{care.step.check}</h2>
        <p>
          <Button onClick={look} loading={check.isPending}>
            {care.check}
          </Button>
        </p>
        {check.data && <CheckResult check={check.data} isRooms={content.target.kind === 'rooms'} />}
        {check.data?.kind === 'fine' && <MemberList content={content} />}
      </section>
      <section className="card">
        <h2>{care.previewTitle}</h2>
        <p>
          <Button size="small" onClick={() => tryOut('zh-CN')}>
            {care.testZh}
          </Button>{' '}
          <Button size="small" onClick={() => tryOut('en')}>
            {care.testEn}
          </Button>
        </p>
        {preview.data?.items.map((item) => (
          <MessagePreview
            key={`${item.channel} ${item.locale} ${item.variant}`}
            label={[
              channelName(words, item.channel),
              item.locale === 'en' ? 'English' : '中文',
              ...(content.variants.length > 1 ? [put(care.variant, item.variant.toUpperCase())] : []),
            ].join(' · ')}
            markdown={item.markdown}
            choices={item.choices}
            shownAs={item.shownAs}
          />
        ))}
      </section>
    </div>
  );
}

function CheckResult({ check, isRooms }: { check: AudienceCheck; isRooms: boolean }): ReactNode {
  const words = useWords();
  const { care } = words;
  if (check.kind === 'refused') return <Alert type="warning" showIcon title={refusalText(check.refusal, words)} />;
  const { report } = check;
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, each) => total + each, 0);
  const lines: [string, number, Record<string, number>][] = [
    [care.goes.now, report.now, {}],
    [care.goes.atVisit, report.atVisit, {}],
    [care.goes.byTask, report.byTask, {}],
    [care.goes.later, sum(report.later), report.later],
    [care.goes.excluded, sum(report.excluded), report.excluded],
  ];
  return (
    <>
      <p className="care-count">
        <strong>{put(isRooms ? care.countRooms : care.count, check.count)}</strong>
      </p>
      <ul className="care-report">
        {lines
          .filter(([, count]) => count > 0)
          .map(([label, count, reasons]) => (
            <li key={label}>
              {label}: {count}
              {Object.entries(reasons).map(([reason, each]) => (
                <span key={reason} className="chip">
                  {whyText(reason, words)} {each}
                </span>
              ))}
            </li>
          ))}
      </ul>
      {report.asked < check.count && <p className="soft">{put(care.asked, report.asked)}</p>}
    </>
  );
}

/** A list that one can look through; asked page by page, because an audience may be a million. */
function MemberList({ content }: { content: CampaignContent }): ReactNode {
  const words = useWords();
  const { care } = words;
  const api = useApi();
  const [only, setOnly] = useState<'all' | 'refuse'>('all');
  const [shown, setShown] = useState<{ items: Members; next: string | null } | null>(null);
  const read = async (which: 'all' | 'refuse', cursor: string | null) => {
    const page = await api.call('audienceMembers', {
      body: { content, only: which, ...(cursor === null ? {} : { cursor }) },
    });
    setShown((before) => ({
      items: [...(cursor === null ? [] : (before?.items ?? [])), ...page.items],
      next: page.next,
    }));
  };
  return (
    <>
      <p>
        <Segmented<'all' | 'refuse'>
          size="small"
          value={only}
          options={[
            { value: 'all', label: care.all },
            { value: 'refuse', label: care.onlyExcluded },
          ]}
          onChange={(which) => {
            setOnly(which);
            void read(which, null);
          }}
        />{' '}
        {shown === null && (
          <Button size="small" onClick={() => void read(only, null)}>
            {care.list}
          </Button>
        )}
      </p>
      {shown !== null && (
        <ul className="care-members">
          {shown.items.map(({ customer, name, tier, channel, verdict, reason }) => (
            <li key={customer} data-verdict={verdict}>
              <span>{name ?? customer.slice(0, 8)}</span>
              <span className="soft">{traitsOf(tier, channel, words)}</span>
              {reason !== null && <span className="chip">{whyText(reason, words)}</span>}
            </li>
          ))}
        </ul>
      )}
      {shown !== null && shown.next !== null && (
        <Button size="small" onClick={() => void read(only, shown.next)}>
          {care.more}
        </Button>
      )}
    </>
  );
}

function traitsOf(tier: string | null, channel: string | null, words: Words): string {
  const traits = [tier && tierText(tier, words), channel && channelName(words, channel)];
  return traits.filter(Boolean).join(' · ');
}
