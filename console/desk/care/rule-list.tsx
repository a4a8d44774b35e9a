import { Button, Modal, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CallAnswer } from '../api/client.ts';
import { useCall } from '../api/context.ts';
import { WideTable } from '../pages/wide-table.tsx';
import { customerLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords, type Words } from '../words/index.ts';
import { MessagePreview } from './message-preview.tsx';

type Rule = CallAnswer<'careRules'>['items'][number];

/** The rules that run by themselves, what is wrong in their files, and whom each would mean today. */
export function RuleList(): ReactNode {
  const { care } = useWords();
  const rules = useCall('careRules', {});
  const [shown, setShown] = useState<Rule | null>(null);
  return (
    <Loaded query={rules}>
      {({ items, problems }) => (
        <>
          <p className="soft">{care.rules.file}</p>
          {problems.length > 0 && (
            <div className="card">
              <strong>{care.rules.problems}</strong>
              <ul>
                {problems.map((problem) => (
                  <li key={problem}>
                    <code>{problem}</code>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <RuleTable items={items} show={setShown} />
          {shown && <RulePreview rule={shown} close={() => setShown(null)} />}
        </>
      )}
    </Loaded>
  );
}

function RuleTable({ items, show }: { items: Rule[]; show: (rule: Rule) => void }): ReactNode {
  const words = useWords();
  const { care } = words;
  const language = useLanguage();
  return (
    <WideTable<Rule>
      label={care.tabs.rules}
      rowKey="rule"
      dataSource={items}
      columns={[
        { title: care.column.title, render: (_, row) => row.title[language] },
        {
          title: care.column.when,
          render: (_, row) => `${care.trigger[row.trigger] ?? row.trigger} · ${row.at}`,
        },
        { title: care.topic, render: (_, row) => care.topics[row.topic] ?? row.topic },
        {
          title: care.goal,
          render: (_, row) => (
            <span className="chips">
              {about(row, words).map((each) => (
                <span key={each} className="chip">
                  {each}
                </span>
              ))}
            </span>
          ),
        },
        {
          title: care.column.state,
          render: (_, row) => (
            <Tag color={row.enabled ? 'green' : 'default'}>{row.enabled ? care.rules.enabled : care.rules.off}</Tag>
          ),
        },
        {
          render: (_, row) => (
            <Button size="small" onClick={() => show(row)}>
              {care.ruleAbout.preview}
            </Button>
          ),
        },
      ]}
    />
  );
}

function about({ variants, holdout, goal }: Rule, { care }: Words): string[] {
  return [
    ...(goal === null ? [] : [care.goals[goal] ?? goal]),
    ...(variants > 1 ? [put(care.ruleAbout.variants, variants)] : []),
    ...(holdout > 0 ? [put(care.ruleAbout.holdout, Math.round(holdout * 100))] : []),
  ];
}

function RulePreview({ rule, close }: { rule: Rule; close: () => void }): ReactNode {
  const words = useWords();
  const { care } = words;
  const language = useLanguage();
  const preview = useCall('careRulePreview', { params: { rule: rule.rule } });
  return (
    <Modal open title={rule.title[language]} footer={null} onCancel={close} width={620}>
      <Loaded query={preview}>
        {({ people, some, words: texts }) => (
          <>
            <p>
              <strong>
                {people === 0 ? care.ruleAbout.nobody : put(care.ruleAbout.people, people.toLocaleString(language))}
              </strong>
            </p>
            <p className="chips">
              {some.map(({ customer, name }) => (
                <a key={customer} className="chip" href={customerLink(customer)}>
                  {name ?? words.inbox.noName}
                </a>
              ))}
            </p>
            {texts.map((text) => (
              <MessagePreview
                key={`${text.locale} ${text.variant}`}
                label={[
                  text.locale === 'en' ? 'English' : '中文',
                  ...(rule.variants > 1 ? [put(care.variant, text.variant)] : []),
                ].join(' · ')}
                markdown={text.markdown}
                choices={text.choices}
                shownAs="buttons"
              />
            ))}
          </>
        )}
      </Loaded>
    </Modal>
  );
}
