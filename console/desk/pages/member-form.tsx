import { App, Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { type Member, ROLES } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { put, useWords } from '../words/index.ts';
import { HoursFields, type HoursForm, hoursForm, hoursOf } from './hours-fields.tsx';
import { LimitFields, limitsForm, limitsOf } from './limit-fields.tsx';
import { OneTimeLink } from './one-time-link.tsx';

interface Fields {
  name: string;
  role: Member['role'];
  active: boolean;
  skills: string[];
  locales: Member['locales'];
  capacity: number;
  limits: Member['limits'];
  telegram: string;
  wecom: string;
  own: boolean;
  hours: HoursForm;
}

/** What of a colleague can be set: by leads the work, by admins the rights. */
export function MemberForm({ member, close }: { member: Member; close: () => void }): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const { message, modal } = App.useApp();
  const set = useChange('setMember', ['team', 'colleagues', 'monitor']);
  const reset = useChange('resetPassword');
  const isAdmin = me.role === 'admin';
  const failed = (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words));
  const [form] = Form.useForm<Fields>();
  const own = Form.useWatch('own', form);
  const finish = (fields: Fields) => {
    const work = {
      name: fields.name.trim(),
      skills: fields.skills,
      locales: fields.locales,
      capacity: fields.capacity,
      telegram: fields.telegram?.trim() || null,
      wecom: fields.wecom?.trim() || null,
      hours: fields.own ? hoursOf(fields.hours) : null,
    };
    const rights = isAdmin ? { role: fields.role, active: fields.active, limits: limitsOf(fields.limits) } : {};
    set.mutate(
      { params: { member: member.id }, body: { ...work, ...rights } },
      {
        onSuccess: () => {
          void message.success(words.team.saved);
          close();
        },
        onError: failed,
      },
    );
  };
  if (reset.data !== undefined) return <OneTimeLink name={member.name} link={reset.data.link} />;
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={finish}
      initialValues={{
        ...member,
        limits: limitsForm(member.limits),
        telegram: member.telegram ?? '',
        wecom: member.wecom ?? '',
        own: member.hours !== null,
        hours: hoursForm(member.hours),
      }}
    >
      <Form.Item name="name" label={words.team.name} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="role" label={words.team.role}>
        <Select disabled={!isAdmin} options={ROLES.map((value) => ({ value, label: words.role[value] }))} />
      </Form.Item>
      <Form.Item name="skills" label={words.team.skills} extra={words.team.skillsHint}>
        <Select mode="tags" open={false} suffixIcon={null} maxCount={50} />
      </Form.Item>
      <Form.Item name="locales" label={words.team.locales}>
        <Select
          mode="multiple"
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      <Form.Item name="capacity" label={words.team.capacity}>
        <InputNumber min={0} max={100} precision={0} />
      </Form.Item>
      <LimitFields name="limits" label={words.team.limits} disabled={!isAdmin} />
      <Form.Item name="telegram" label={words.team.telegram} rules={[{ pattern: /^\d{0,16}$/ }]}>
        <Input inputMode="numeric" maxLength={16} />
      </Form.Item>
      <Form.Item name="wecom" label={words.team.wecom} rules={[{ pattern: /^[\w@.-]{0,64}$/ }]}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="own" label={words.team.ownHours} valuePropName="checked">
        <Switch />
      </Form.Item>
      {own && <HoursFields name="hours" />}
      <Form.Item name="active" label={words.team.active} valuePropName="checked">
        <Switch disabled={!isAdmin || member.id === me.id} />
      </Form.Item>
      <div className="deeds-row">
        <Button type="primary" htmlType="submit" loading={set.isPending}>
          {words.team.save}
        </Button>
        {isAdmin && member.id !== me.id && (
          <Button
            onClick={() =>
              void modal.confirm({
                title: words.team.reset,
                content: put(words.team.resetSure, member.name),
                onOk: () => reset.mutate({ params: { member: member.id } }, { onError: failed }),
              })
            }
          >
            {words.team.reset}
          </Button>
        )}
      </div>
    </Form>
  );
}
