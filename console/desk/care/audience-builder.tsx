import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../words/index.ts';
import { CONDITIONS, FIRST_VALUE, formOf, type Row, type SegmentForm, segmentOf } from './segment-form.ts';

/** Who is meant, by clicking; what the form cannot show is written as JSON, which the server checks as well. */
export function AudienceBuilder({ value, change }: { value: unknown; change: (segment: unknown) => void }): ReactNode {
  const { care } = useWords();
  const form = formOf(value);
  const [text, setText] = useState<string | null>(form === null ? JSON.stringify(value, null, 2) : null);
  const [wrong, setWrong] = useState(false);
  if (text !== null || form === null)
    return (
      <div className="segment">
        <Input.TextArea
          aria-label={care.asJson}
          rows={6}
          value={text ?? ''}
          status={wrong ? 'error' : ''}
          onChange={({ target }) => {
            setText(target.value);
            try {
              change(JSON.parse(target.value));
              setWrong(false);
            } catch {
              setWrong(true);
            }
          }}
        />
        {wrong && <p className="care-wrong">{care.wrongJson}</p>}
        {form !== null && (
          <Button type="link" size="small" onClick={() => setText(null)}>
            {care.asForm}
          </Button>
        )}
      </div>
    );
  const set = (next: SegmentForm) => change(segmentOf(next));
  const setRow = (index: number, row: Row) =>
    set({ ...form, rows: form.rows.map((old, at) => (at === index ? row : old)) });
  return (
    <div className="segment">
      {form.rows.length > 1 && (
        <Select
          size="small"
          aria-label={care.step.who}
          value={form.joint}
          options={(['all', 'any'] as const).map((joint) => ({ value: joint, label: care.joint[joint] }))}
          onChange={(joint) => set({ ...form, joint })}
        />
      )}
      <ul>
        {form.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
          <li key={index} className="segment-row">
            <Select
              aria-label={`${care.step.who} ${index + 1}`}
              value={row.name}
              popupMatchSelectWidth={false}
              options={CONDITIONS.map((name) => ({ value: name, label: care.condition[name] }))}
              onChange={(name) =>
                setRow(index, { ...row, name, value: FIRST_VALUE[name as (typeof CONDITIONS)[number]] })
              }
            />
            <Select
              aria-label={`${care.is} / ${care.not} ${index + 1}`}
              value={row.not}
              popupMatchSelectWidth={false}
              options={[
                { value: false, label: care.is },
                { value: true, label: care.not },
              ]}
              onChange={(not) => setRow(index, { ...row, not })}
            />
            <ConditionField row={row} set={(next) => setRow(index, { ...row, value: next })} />
            {form.rows.length > 1 && (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={care.removeCondition}
                onClick={() => set({ ...form, rows: form.rows.filter((_, at) => at !== index) })}
              />
            )}
          </li>
        ))}
      </ul>
      <Button
        size="small"
        icon={<PlusOutlined />}
        onClick={() => set({ ...form, rows: [...form.rows, { not: false, name: 'tag', value: FIRST_VALUE.tag }] })}
      >
        {care.addCondition}
      </Button>{' '}
      <Button type="link" size="small" onClick={() => setText(JSON.stringify(value, null, 2))}>
        {care.asJson}
      </Button>
    </div>
  );
}

const TIERS = ['core', 'potential', 'new', 'dormant', 'silver', 'gold', 'platinum'];

function ConditionField({ row, set }: { row: Row; set: (value: unknown) => void }): ReactNode {
  const { care } = useWords();
  const label = care.condition[row.name] ?? row.name;
  switch (row.name) {
    case 'tier':
    case 'tag':
    case 'locale':
    case 'channel': {
      const options = { tier: TIERS, locale: ['zh-CN', 'en'], channel: ['telegram', 'web', 'wecom'], tag: [] }[
        row.name
      ];
      return (
        <Select
          mode="tags"
          aria-label={label}
          className="segment-value"
          value={[row.value].flat() as string[]}
          options={options.map((each) => ({ value: each, label: each }))}
          onChange={(next: string[]) => set(next)}
        />
      );
    }
    case 'orders':
    case 'spent':
      return <BoundsField label={label} value={row.value} scale={row.name === 'spent' ? 100 : 1} set={set} />;
    case 'consent':
      return (
        <Select
          aria-label={label}
          value={String(row.value)}
          options={['care', 'offers', 'surveys'].map((topic) => ({ value: topic, label: care.topics[topic] }))}
          onChange={set}
        />
      );
    case 'reachable':
      return (
        <Select
          aria-label={label}
          value={row.value === true}
          options={[
            { value: true, label: care.yes },
            { value: false, label: care.no },
          ]}
          onChange={set}
        />
      );
    case 'birthday':
      return (
        <ChoiceOfNumber
          label={label}
          value={row.value}
          kinds={{ in_days: care.inDays, month: care.inMonth }}
          set={set}
        />
      );
    case 'everybody':
      return null;
    default:
      return <AgoField label={label} value={row.value} set={set} />;
  }
}

function BoundsField({
  label,
  value,
  scale,
  set,
}: {
  label: string;
  value: unknown;
  scale: number;
  set: (value: unknown) => void;
}): ReactNode {
  const { care } = useWords();
  const bounds = value as { at_least?: number; at_most?: number };
  const field = (name: 'at_least' | 'at_most', prefix: string) => (
    <InputNumber
      prefix={prefix}
      aria-label={`${label} ${prefix}`}
      min={0}
      value={bounds[name] === undefined ? null : (bounds[name] ?? 0) / scale}
      onChange={(next) => {
        const { [name]: _, ...rest } = bounds;
        set(next === null ? rest : { ...rest, [name]: Math.round(next * scale) });
      }}
    />
  );
  return (
    <>
      {field('at_least', care.atLeast)}
      {field('at_most', care.atMost)}
    </>
  );
}

function AgoField({ label, value, set }: { label: string; value: unknown; set: (value: unknown) => void }): ReactNode {
  const { care } = useWords();
  const ago = value as { within_days?: number; older_than_days?: number; never?: boolean };
  if (ago.never !== undefined || 'never' in ago)
    return (
      <Select
        aria-label={label}
        value={ago.never ? 'never' : 'ever'}
        options={[
          { value: 'within_days', label: care.within },
          { value: 'older_than_days', label: care.older },
          { value: 'never', label: care.never },
          { value: 'ever', label: care.ever },
        ]}
        onChange={(kind) => set(kind === 'never' || kind === 'ever' ? { never: kind === 'never' } : { [kind]: 90 })}
      />
    );
  const kinds = { within_days: care.within, older_than_days: care.older, never: care.never, ever: care.ever };
  return <ChoiceOfNumber label={label} value={value} kinds={kinds} set={set} />;
}

/** One of several kinds with a number behind it; `never` and `ever` have none. */
function ChoiceOfNumber({
  label,
  value,
  kinds,
  set,
}: {
  label: string;
  value: unknown;
  kinds: Readonly<Record<string, string>>;
  set: (value: unknown) => void;
}): ReactNode {
  const [kind = '', number] = Object.entries(value as Record<string, number>)[0] ?? [];
  return (
    <>
      <Select
        aria-label={label}
        value={kind}
        popupMatchSelectWidth={false}
        options={Object.entries(kinds).map(([each, text]) => ({ value: each, label: text }))}
        onChange={(next) =>
          set(
            next === 'never' || next === 'ever'
              ? { never: next === 'never' }
              : { [next]: next === 'month' ? 1 : (number ?? 7) },
          )
        }
      />
      <InputNumber
        aria-label={`${label} ${kinds[kind] ?? ''}`}
        min={0}
        max={kind === 'month' ? 12 : 3_650}
        value={number ?? 0}
        onChange={(next) => set({ [kind]: next ?? 0 })}
      />
    </>
  );
}
