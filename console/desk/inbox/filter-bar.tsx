import { FilterOutlined, SearchOutlined } from '@ant-design/icons';
import { Badge, Button, Input, type InputRef, Popover, Select, Switch } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { CASE_REASONS, CHANNELS, MoodLevel, Tier } from '../../../src/server/contract/index.ts';
import { useShortcuts } from '../shell/live-context.ts';
import { useWords } from '../words/index.ts';
import { countFilters, type Filters, NO_FILTERS, withFilter } from './filters.ts';

interface FilterBarProps {
  filters: Filters;
  change: (filters: Filters) => void;
}

/** A pause in typing after which the list is asked, in milliseconds. */
const PAUSE_MS = 250;

export function FilterBar({ filters, change }: FilterBarProps): ReactNode {
  const words = useWords();
  const field = useRef<InputRef>(null);
  const [search, setSearch] = useState(filters.search ?? '');
  useEffect(() => {
    if (search.trim() === (filters.search ?? '')) return;
    const timer = setTimeout(() => change(withFilter(filters, 'search', search.trim())), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [search, filters, change]);
  useShortcuts({ s: () => field.current?.focus() });

  return (
    <search className="filter-bar">
      <Input
        ref={field}
        allowClear
        prefix={<SearchOutlined />}
        value={search}
        maxLength={80}
        placeholder={words.inbox.search}
        aria-label={words.inbox.search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <Popover
        trigger="click"
        placement="bottomRight"
        content={<FilterForm filters={filters} change={change} />}
        title={words.inbox.filters}
      >
        <Badge count={countFilters(filters)} size="small">
          <Button icon={<FilterOutlined />} aria-label={words.inbox.filters} />
        </Badge>
      </Popover>
    </search>
  );
}

function FilterForm({ filters, change }: FilterBarProps): ReactNode {
  const words = useWords();
  const set =
    <Key extends keyof Filters>(key: Key) =>
    (value: Filters[Key]) =>
      change(withFilter(filters, key, value));
  return (
    <div className="filter-form">
      <Choice
        label={words.inbox.mood}
        value={filters.mood}
        names={words.mood}
        values={MoodLevel.options}
        set={set('mood')}
      />
      <Choice
        label={words.inbox.tier}
        value={filters.tier}
        names={words.tier}
        values={Tier.options}
        set={set('tier')}
      />
      <Choice
        label={words.inbox.reason}
        value={filters.reason}
        names={words.reason}
        values={CASE_REASONS}
        set={set('reason')}
      />
      <Choice
        label={words.inbox.locale}
        value={filters.locale}
        names={{ 'zh-CN': '中文', en: 'English' }}
        values={['zh-CN', 'en'] as const}
        set={set('locale')}
      />
      <Choice
        label={words.inbox.channel}
        value={CHANNELS.find((each) => each === filters.channel)}
        names={words.channel}
        values={CHANNELS}
        set={set('channel')}
      />
      <div className="filter-field">
        <span>{words.inbox.skill}</span>
        <Input
          aria-label={words.inbox.skill}
          allowClear
          value={filters.skill ?? ''}
          maxLength={64}
          onChange={({ target }) => set('skill')(target.value)}
        />
      </div>
      <div className="filter-switch">
        <span>{words.inbox.risk}</span>
        <Switch
          aria-label={words.inbox.risk}
          size="small"
          checked={filters.risk === 'true'}
          onChange={(on) => change(withFilter(filters, 'risk', on ? 'true' : undefined))}
        />
      </div>
      <Button type="link" size="small" onClick={() => change(NO_FILTERS)}>
        {words.inbox.clear}
      </Button>
    </div>
  );
}

function Choice<Value extends string>({
  label,
  value,
  values,
  names,
  set,
}: {
  label: string;
  value: Value | undefined;
  values: readonly Value[];
  names: Readonly<Record<Value, string>>;
  set: (value: Value | undefined) => void;
}): ReactNode {
  const words = useWords();
  return (
    <div className="filter-field">
      <span>{label}</span>
      <Select<Value>
        allowClear
        aria-label={label}
        placeholder={words.inbox.none}
        {...(value === undefined ? {} : { value })}
        options={values.map((one) => ({ value: one, label: names[one] }))}
        onChange={(next: Value | undefined) => set(next)}
      />
    </div>
  );
}
