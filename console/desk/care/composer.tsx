import { App, Button, Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignContent, CampaignDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { explain } from '../shell/explain.ts';
import { careLink, go } from '../shell/route.ts';
import { put, useWords } from '../words/index.ts';
import { AudienceBuilder } from './audience-builder.tsx';
import { AudiencePanel } from './audience-panel.tsx';
import { refusalText } from './refusal-words.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const EMPTY: CampaignContent = {
  target: { kind: 'people', audience: { all: [{ tier: ['gold'] }, { consent: 'care' }] }, everyone: false },
  topic: 'care',
  channels: [],
  variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '{name|您好}，', en: 'Dear {name|customer}, ' } }],
  buttons: [],
  holdout: 0,
  goal: null,
  life: 2 * DAY_MS,
  perMinute: 600,
  canary: true,
};

export function NewCampaign(): ReactNode {
  const { care } = useWords();
  return (
    <PageFrame title={care.newCampaign} actions={<a href={careLink(null)}>{care.back}</a>}>
      <Composer campaign={null} />
    </PageFrame>
  );
}

/** Everything that a campaign is made of; beside it who would get it and how it reads. */
export function Composer({ campaign }: { campaign: CampaignDetail | null }): ReactNode {
  const words = useWords();
  const { care } = words;
  const { message } = App.useApp();
  const [title, setTitle] = useState(campaign?.title ?? '');
  const [content, setContent] = useState<CampaignContent>(campaign?.content ?? EMPTY);
  const [touched, setTouched] = useState(campaign === null);
  const create = useChange('createCampaign', ['campaigns']);
  const edit = useChange('editCampaign', ['campaigns', 'campaign']);
  const set = (change: Partial<CampaignContent>) => {
    setTouched(true);
    setContent({ ...content, ...change });
  };
  const onError = (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words));
  const save = () => {
    const body = { title, content };
    if (campaign === null) create.mutate({ body }, { onSuccess: ({ id }) => go(careLink(id)), onError });
    else
      edit.mutate(
        { params: { campaign: campaign.id }, body },
        {
          onSuccess: (result) => {
            if (result.kind === 'refused') void message.error(refusalText(result.refusal, words));
            else {
              setTouched(false);
              void message.success(care.saved);
            }
          },
          onError,
        },
      );
  };

  return (
    <div className="columns composer-columns">
      <div>
        <section className="card">
          <Field label={care.name}>
            <Input
              aria-label={care.name}
              value={title}
              maxLength={120}
              onChange={({ target }) => {
                setTouched(true);
                setTitle(target.value);
              }}
            />
          </Field>
          <h2>{care.step.who}</h2>
          <TargetField target={content.target} change={(target) => set({ target })} />
          <h2>{care.step.what}</h2>
          <TextFields content={content} change={set} />
          <h2>{care.step.how}</h2>
          <WayFields content={content} change={set} />
          <Button
            type="primary"
            disabled={title.trim() === '' || !touched}
            loading={create.isPending || edit.isPending}
            onClick={save}
          >
            {care.save}
          </Button>
        </section>
      </div>
      <AudiencePanel content={content} />
    </div>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="care-field">
      <span className="care-label">{label}</span>
      {children}
    </div>
  );
}

function TargetField({
  target,
  change,
}: {
  target: CampaignContent['target'];
  change: (target: CampaignContent['target']) => void;
}): ReactNode {
  const { care } = useWords();
  return (
    <>
      <Radio.Group
        value={target.kind}
        optionType="button"
        options={[
          { value: 'people', label: care.people },
          { value: 'rooms', label: care.rooms },
        ]}
        onChange={({ target: { value } }) =>
          change(
            value === 'rooms'
              ? { kind: 'rooms', tags: [] }
              : { kind: 'people', audience: { tier: ['gold'] }, everyone: false },
          )
        }
      />
      {target.kind === 'people' ? (
        <>
          <AudienceBuilder value={target.audience} change={(audience) => change({ ...target, audience })} />
          <Checkbox
            checked={target.everyone}
            onChange={({ target: box }) => change({ ...target, everyone: box.checked })}
          >
            {care.everyone}
          </Checkbox>
        </>
      ) : (
        <Field label={care.roomTags}>
          <Select
            mode="tags"
            aria-label={care.roomTags}
            value={target.tags}
            onChange={(tags) => change({ kind: 'rooms', tags })}
          />
        </Field>
      )}
    </>
  );
}

type FieldsProps = { content: CampaignContent; change: (change: Partial<CampaignContent>) => void };
type Variant = CampaignContent['variants'][number];
const NAMES = ['a', 'b', 'c', 'd', 'e'];

function TextFields({ content: { variants }, change }: FieldsProps): ReactNode {
  const { care } = useWords();
  const setText = (name: string, locale: 'zh-CN' | 'en', text: string) =>
    change({
      variants: variants.map((each) =>
        each.name === name ? { ...each, text: { ...each.text, [locale]: text } } : each,
      ),
    });
  const free = NAMES.find((name) => !variants.some((each) => each.name === name));
  return (
    <>
      <p className="soft">{care.places}</p>
      {variants.map((variant: Variant) => (
        <div key={variant.name}>
          {variants.length > 1 && (
            <p>
              <strong>{put(care.variant, variant.name.toUpperCase())}</strong>{' '}
              <Button
                size="small"
                type="text"
                onClick={() => change({ variants: variants.filter((each) => each !== variant) })}
              >
                {care.removeVariant}
              </Button>
            </p>
          )}
          {(['zh-CN', 'en'] as const).map((locale) => {
            const label = locale === 'en' ? care.textEn : care.textZh;
            const shown = variants.length > 1 ? `${label} ${variant.name.toUpperCase()}` : label;
            return (
              <Field key={locale} label={label}>
                <Input.TextArea
                  aria-label={shown}
                  rows={3}
                  value={variant.text[locale]}
                  onChange={({ target }) => setText(variant.name, locale, target.value)}
                />
              </Field>
            );
          })}
        </div>
      ))}
      {free !== undefined && (
        <Button
          size="small"
          onClick={() => change({ variants: [...variants, { ...(variants[0] ?? FIRST), name: free }] })}
        >
          {care.addVariant}
        </Button>
      )}
    </>
  );
}

const FIRST: Variant = { name: 'a', weight: 1, text: { 'zh-CN': '', en: '' } };

function WayFields({ content, change }: FieldsProps): ReactNode {
  const { care } = useWords();
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
          value={channels}
          options={['telegram', 'web', 'wecom'].map((each) => ({ value: each, label: each }))}
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
      <Checkbox checked={canary} onChange={({ target }) => change({ canary: target.checked })}>
        {care.canary}
      </Checkbox>
    </div>
  );
}
