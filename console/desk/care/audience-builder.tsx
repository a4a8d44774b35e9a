import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { put, useWords } from '../words/index.ts';
import { ConditionField } from './condition-field.tsx';
import {
  CONDITIONS,
  FIRST_ROW,
  FIRST_VALUE,
  formOf,
  type Group,
  isGroup,
  type Part,
  type Row,
  segmentOf,
} from './segment-form.ts';

interface BuilderProps {
  value: unknown;
  change: (segment: unknown) => void;
}

/** Who is meant, by clicking; what the form cannot show is written as JSON, which the server checks as well. */
export function AudienceBuilder({ value, change }: BuilderProps): ReactNode {
  const { care } = useWords();
  const form = formOf(value);
  const [asText, setAsText] = useState(form === null);
  if (asText || form === null)
    return <SegmentText value={value} change={change} asForm={form === null ? null : () => setAsText(false)} />;
  return (
    <div className="segment">
      <GroupField
        group={form}
        name={care.step.who}
        depth={0}
        change={(next) => change(segmentOf(next))}
        more={
          <Button type="link" size="small" onClick={() => setAsText(true)}>
            {care.asJson}
          </Button>
        }
      />
    </div>
  );
}

function SegmentText({ value, change, asForm }: BuilderProps & { asForm: (() => void) | null }): ReactNode {
  const { care } = useWords();
  const [text, setText] = useState(JSON.stringify(value, null, 2));
  const [wrong, setWrong] = useState(false);
  return (
    <div className="segment">
      <Input.TextArea
        aria-label={care.asJson}
        rows={8}
        className="segment-json"
        value={text}
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
      {asForm !== null && (
        <Button type="link" size="small" onClick={asForm}>
          {care.asForm}
        </Button>
      )}
    </div>
  );
}

/** Groups may stand in groups, one level below the other: “gold, and (in Shanghai or never ordered)”. */
const DEEPEST_OFFERED = 2;

function GroupField({
  group,
  name,
  depth,
  change,
  more,
}: {
  group: Group;
  /** What the fields are called for those who do not see where they stand: "To whom 2.1". */
  name: string;
  depth: number;
  change: (group: Group) => void;
  more?: ReactNode;
}): ReactNode {
  const { care } = useWords();
  const { parts, joint } = group;
  const setPart = (index: number, part: Part) =>
    change({ ...group, parts: parts.map((old, at) => (at === index ? part : old)) });
  const remove = (index: number) => change({ ...group, parts: parts.filter((_, at) => at !== index) });
  const named = (index: number) => (depth === 0 ? `${name} ${index + 1}` : `${name}.${index + 1}`);
  return (
    <>
      {(parts.length > 1 || depth > 0) && (
        <Select
          size="small"
          aria-label={put(care.jointOf, name)}
          value={joint}
          popupMatchSelectWidth={false}
          options={(['all', 'any'] as const).map((each) => ({ value: each, label: care.joint[each] }))}
          onChange={(next) => change({ ...group, joint: next })}
        />
      )}
      <ul>
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name of their own
          <li key={index} className={isGroup(part) ? 'segment-group' : 'segment-row'}>
            {isGroup(part) ? (
              <div>
                <NotField part={part} name={named(index)} change={(next) => setPart(index, next)} />
                <GroupField
                  group={part}
                  name={named(index)}
                  depth={depth + 1}
                  change={(next) => setPart(index, next)}
                />
              </div>
            ) : (
              <RowField row={part} name={named(index)} change={(row) => setPart(index, row)} />
            )}
            {parts.length > 1 && (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={care.removeCondition}
                onClick={() => remove(index)}
              />
            )}
          </li>
        ))}
      </ul>
      <Button size="small" icon={<PlusOutlined />} onClick={() => change({ ...group, parts: [...parts, FIRST_ROW] })}>
        {care.addCondition}
      </Button>{' '}
      {depth < DEEPEST_OFFERED && (
        <Button
          size="small"
          onClick={() =>
            change({
              ...group,
              parts: [...parts, { not: false, joint: joint === 'all' ? 'any' : 'all', parts: [FIRST_ROW, FIRST_ROW] }],
            })
          }
        >
          {care.addGroup}
        </Button>
      )}{' '}
      {more}
    </>
  );
}

function RowField({ row, name, change }: { row: Row; name: string; change: (row: Row) => void }): ReactNode {
  const { care } = useWords();
  return (
    <>
      <Select
        aria-label={name}
        value={row.name}
        popupMatchSelectWidth={false}
        options={CONDITIONS.map((each) => ({ value: each, label: care.condition[each] }))}
        onChange={(next) => change({ ...row, name: next, value: FIRST_VALUE[next] })}
      />
      <NotField part={row} name={name} change={change} />
      <ConditionField name={row.name} value={row.value} set={(value) => change({ ...row, value })} />
    </>
  );
}

function NotField<P extends Part>({ part, name, change }: { part: P; name: string; change: (part: P) => void }) {
  const { care } = useWords();
  return (
    <Select
      aria-label={`${care.is} / ${care.not} ${name}`}
      size={isGroup(part) ? 'small' : 'middle'}
      value={part.not}
      popupMatchSelectWidth={false}
      options={[
        { value: false, label: isGroup(part) ? care.isGroup : care.is },
        { value: true, label: isGroup(part) ? care.notGroup : care.not },
      ]}
      onChange={(not) => change({ ...part, not })}
    />
  );
}
