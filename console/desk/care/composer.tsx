import { App, Button, Checkbox, Input, Radio, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignContent, CampaignDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { explain } from '../shell/explain.ts';
import { careLink, go } from '../shell/route.ts';
import { useWords } from '../words/index.ts';
import { AudienceBuilder } from './audience-builder.tsx';
import { AudiencePanel } from './audience-panel.tsx';
import { ButtonFields } from './button-fields.tsx';
import { Field } from './field.tsx';
import { refusalText } from './refusal-words.ts';
import { TextFields } from './text-fields.tsx';
import { WayFields } from './way-fields.tsx';

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
        <section className="card care-steps">
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
          <ButtonFields content={content} change={set} />
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
