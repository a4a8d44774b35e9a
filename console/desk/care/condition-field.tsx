import { InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useCall } from '../api/context.ts';
import { channelChoices } from '../words/channel-names.ts';
import { useWords } from '../words/index.ts';
import type { ConditionName } from './segment-form.ts';

const TIERS = ['core', 'potential', 'new', 'dormant', 'silver', 'gold', 'platinum'] as const;
const ZONES = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'America/New_York'];

interface FieldProps {
  name: ConditionName;
  value: unknown;
  set: (value: unknown) => void;
}

/** What stands behind the name of a condition. */
export function ConditionField({ name, value, set }: FieldProps): ReactNode {
  const { care } = useWords();
  const label = care.condition[name] ?? name;
  switch (name) {
    case 'tag':
      return <TagsField label={label} value={value} set={set} />;
    case 'tier':
    case 'locale':
    case 'channel':
    case 'time_zone':
      return <ListField name={name} value={value} set={set} />;
    case 'orders':
    case 'spent':
      return <BoundsField label={label} value={value} scale={name === 'spent' ? 100 : 1} set={set} />;
    case 'consent':
      return (
        <Select
          aria-label={label}
          value={String(value)}
          popupMatchSelectWidth={false}
          options={['care', 'offers', 'surveys'].map((topic) => ({ value: topic, label: care.topics[topic] }))}
          onChange={set}
        />
      );
    case 'reachable':
      return (
        <Select
          aria-label={label}
          value={value === true}
          options={[
            { value: true, label: care.yes },
            { value: false, label: care.no },
          ]}
          onChange={set}
        />
      );
    case 'birthday':
      return (
        <ChoiceOfNumber label={label} value={value} kinds={{ in_days: care.inDays, month: care.inMonth }} set={set} />
      );
    case 'everybody':
      return null;
    case 'first_order':
    case 'last_order':
    case 'active':
    case 'known':
    case 'member_since':
      return <AgoField label={label} value={value} set={set} />;
    default:
      return name satisfies never;
  }
}

/** Tags in use are offered with how many have them; a new one may be typed. */
function TagsField({ label, value, set }: { label: string; value: unknown; set: FieldProps['set'] }): ReactNode {
  const tags = useCall('customerTags', {}, { staleTime: 60_000 });
  return (
    <Select
      mode="tags"
      aria-label={label}
      className="segment-value"
      value={[value].flat() as string[]}
      options={(tags.data?.items ?? []).map(({ tag, customers }) => ({ value: tag, label: `${tag} (${customers})` }))}
      onChange={(next: string[]) => set(next)}
    />
  );
}

function ListField({
  name,
  value,
  set,
}: {
  name: 'tier' | 'locale' | 'channel' | 'time_zone';
  value: unknown;
  set: FieldProps['set'];
}): ReactNode {
  const words = useWords();
  const { care } = words;
  const known = {
    tier: TIERS.map((each) => ({ value: each as string, label: care.tiers[each] })),
    locale: [
      { value: 'zh-CN', label: '中文' },
      { value: 'en', label: 'English' },
    ],
    channel: channelChoices(words),
    time_zone: ZONES.map((each) => ({ value: each, label: each })),
  };
  return (
    <Select
      mode={name === 'tier' || name === 'time_zone' ? 'tags' : 'multiple'}
      aria-label={care.condition[name] ?? name}
      className="segment-value"
      value={[value].flat() as string[]}
      options={known[name]}
      onChange={(next: string[]) => set(next)}
    />
  );
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
  set: FieldProps['set'];
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

function AgoField({ label, value, set }: { label: string; value: unknown; set: FieldProps['set'] }): ReactNode {
  const { care } = useWords();
  const ago = value as { within_days?: number; older_than_days?: number; never?: boolean };
  const kinds = { within_days: care.within, older_than_days: care.older, never: care.never, ever: care.ever };
  if (ago.never === undefined) return <ChoiceOfNumber label={label} value={value} kinds={kinds} set={set} />;
  return (
    <Select
      aria-label={label}
      value={ago.never ? 'never' : 'ever'}
      popupMatchSelectWidth={false}
      options={Object.entries(kinds).map(([kind, text]) => ({ value: kind, label: text }))}
      onChange={(kind) => set(kind === 'never' || kind === 'ever' ? { never: kind === 'never' } : { [kind]: 90 })}
    />
  );
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
  set: FieldProps['set'];
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
        min={kind === 'month' ? 1 : 0}
        max={kind === 'month' ? 12 : kind === 'in_days' ? 60 : 3_650}
        value={number ?? 0}
        onChange={(next) => set({ [kind]: next ?? 0 })}
      />
    </>
  );
}
