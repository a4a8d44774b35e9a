import { Checkbox, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { channelChoices } from '../words/channel-names.ts';
import { useWords } from '../words/index.ts';
import { Field, type FieldsProps } from './field.tsx';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** About what, on which channels, how fast, how long, and what it is to bring about. */
export function WayFields({ content, change }: FieldsProps): ReactNode {
  const words = useWords();
  const { care } = words;
  const { topic, channels, holdout, goal, life, perMinute, canary } = content;
  const number = (
    label: string,
    value: number,
    [min, max]: readonly [number, number],
    set: (value: number) => void,
  ) => (
    <Field label={label}>
      <InputNumber
        aria-label={label}
        min={min}
        max={max}
        value={value}
        onChange={(next) => next !== null && set(next)}
      />
    </Field>
  );
  return (
    <div className="care-ways">
      <Field label={care.topic}>
        <Select
          aria-label={care.topic}
          value={topic}
          options={Object.entries(care.topics).map(([value, label]) => ({ value, label }))}
          onChange={(next) => change({ topic: next })}
        />
      </Field>
      <Field label={care.channels}>
        <Select
          mode="multiple"
          aria-label={care.channels}
          placeholder={care.lastChannel}
          value={channels}
          options={channelChoices(words)}
          onChange={(next) => change({ channels: next })}
        />
      </Field>
      <Field label={care.goal}>
        <Select
          aria-label={care.goal}
          value={goal?.kind ?? 'none'}
          options={(['none', 'order', 'reply', 'survey'] as const).map((value) => ({
            value,
            label: care.goals[value],
          }))}
          onChange={(kind) =>
            change({ goal: kind === 'none' ? null : { kind: kind as 'order', within: goal?.within ?? 14 * DAY_MS } })
          }
        />
      </Field>
      {goal !== null &&
        number(care.goalDays, Math.round(goal.within / DAY_MS), [1, 365], (days) =>
          change({ goal: { ...goal, within: days * DAY_MS } }),
        )}
      {number(care.holdout, Math.round(holdout * 100), [0, 50], (share) => change({ holdout: share / 100 }))}
      {number(care.life, Math.round(life / HOUR_MS), [1, 1_440], (hours) => change({ life: hours * HOUR_MS }))}
      {number(care.perMinute, perMinute, [1, 60_000], (each) => change({ perMinute: each }))}
      <Checkbox className="care-wide" checked={canary} onChange={({ target }) => change({ canary: target.checked })}>
        {care.canary}
      </Checkbox>
    </div>
  );
}
