import { App, Button, Form, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import type { DeskSettings } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { Loaded } from '../shell/status.tsx';
import { useWords } from '../words/index.ts';
import { HoursFields, type HoursForm, hoursForm, hoursOf } from './hours-fields.tsx';
import { LimitFields, limitsForm, limitsOf } from './limit-fields.tsx';

type Settings = z.infer<typeof DeskSettings>;
type Fields = Omit<Settings, 'hours'> & { hours: HoursForm };

/** When the office is open and what it promises. Leads see it, admins change it. */
export function DeskSettingsForm(): ReactNode {
  const settings = useCall('deskSettings', {});
  return <Loaded query={settings}>{(known) => <Fieldset settings={known} />}</Loaded>;
}

function Fieldset({ settings }: { settings: Settings }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message } = App.useApp();
  const set = useChange('setDeskSettings', ['deskSettings', 'monitor']);
  const numbers = [
    ['firstResponseMinutes', words.team.firstResponse, 1_440],
    ['nextResponseMinutes', words.team.nextResponse, 1_440],
    ['resolutionHours', words.team.resolution, 720],
    ['silentMinutes', words.team.silent, 1_440],
  ] as const;
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      disabled={me.role !== 'admin'}
      initialValues={{ ...settings, hours: hoursForm(settings.hours), ceiling: limitsForm(settings.ceiling) }}
      onFinish={(fields) =>
        set.mutate(
          { body: { ...fields, hours: hoursOf(fields.hours), ceiling: limitsOf(fields.ceiling) } },
          {
            onSuccess: () => void message.success(words.team.saved),
            onError: (failure) => void message.error(explain(failure, words)),
          },
        )
      }
    >
      {numbers.map(([name, label, max]) => (
        <Form.Item key={name} name={name} label={label} rules={[{ required: true }]}>
          <InputNumber min={1} max={max} precision={0} />
        </Form.Item>
      ))}
      <HoursFields name="hours" />
      <LimitFields name="ceiling" label={words.team.ceiling} disabled={me.role !== 'admin'} />
      {me.role === 'admin' && (
        <Button type="primary" htmlType="submit" loading={set.isPending}>
          {words.team.save}
        </Button>
      )}
    </Form>
  );
}
