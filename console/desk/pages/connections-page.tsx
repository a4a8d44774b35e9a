import { Alert, App, Button, Checkbox, Form, Input, Popconfirm, Select, Switch } from 'antd';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import {
  type ApiKey,
  ROLES,
  type Role,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookEvent,
} from '../../../src/server/contract/index.ts';
import type { CallFailure } from '../api/client.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useNow } from '../shell/now.ts';
import { Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { moment } from '../words/time.ts';
import { Deliveries } from './deliveries.tsx';
import { PageFrame } from './page-frame.tsx';
import { WideTable } from './wide-table.tsx';

/** Other systems: where events are told, and the keys by which programs act. */
export function ConnectionsPage(): ReactNode {
  const words = useWords();
  return (
    <PageFrame title={words.connections.title} hint={words.connections.hint}>
      <Webhooks />
      <ApiKeys />
    </PageFrame>
  );
}

interface HookForm {
  url: string;
  events: WebhookEvent[];
}

function Webhooks(): ReactNode {
  const { connections } = useWords();
  const hooks = useCall('webhooks', {});
  const add = useChange('addWebhook', ['webhooks']);
  const change = useChange('setWebhook', ['webhooks']);
  const remove = useChange('removeWebhook', ['webhooks']);
  const [secret, setSecret] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const failed = useFailure();
  const [form] = Form.useForm<HookForm>();
  return (
    <section className="card">
      <h2>{connections.webhooks}</h2>
      <p className="soft">{connections.webhooksHint}</p>
      <Loaded query={hooks}>
        {({ items }) =>
          items.length > 0 && (
            <WideTable<Webhook>
              label={connections.webhooks}
              size="small"
              rowKey="id"
              dataSource={items}
              columns={[
                { title: connections.url, dataIndex: 'url', render: (url: string) => <code>{url}</code> },
                {
                  title: connections.events,
                  dataIndex: 'events',
                  render: (events: WebhookEvent[]) => events.map((event) => <code key={event}>{event} </code>),
                },
                {
                  title: connections.state,
                  key: 'state',
                  width: 180,
                  render: (_, { waiting, lastFailure }) => (
                    <>
                      {waiting > 0 && <span className="chip">{put(connections.waiting, waiting)}</span>}
                      {lastFailure !== null && <span className="soft"> {lastFailure}</span>}
                    </>
                  ),
                },
                {
                  title: connections.active,
                  key: 'active',
                  width: 80,
                  render: (_, { id, url, events, active }) => (
                    <Switch
                      size="small"
                      aria-label={connections.active}
                      checked={active}
                      onChange={(wanted) =>
                        change.mutate({ params: { webhook: id }, body: { url, events, active: wanted } }, failed)
                      }
                    />
                  ),
                },
                {
                  key: 'acts',
                  width: 190,
                  render: (_, { id }) => (
                    <span className="row-acts">
                      <Button size="small" onClick={() => setShown(shown === id ? null : id)}>
                        {connections.deliveries}
                      </Button>
                      <Popconfirm
                        title={connections.removeSure}
                        okText={connections.remove}
                        cancelText={connections.keep}
                        onConfirm={() => remove.mutate({ params: { webhook: id } }, failed)}
                      >
                        <Button size="small" danger>
                          {connections.remove}
                        </Button>
                      </Popconfirm>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {shown !== null && <Deliveries webhook={shown} />}
      {secret !== null && <Secret secret={secret} close={() => setSecret(null)} />}
      <Form<HookForm>
        form={form}
        className="inline-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ events: ['case.opened', 'case.resolved'] }}
        onFinish={(body) =>
          add.mutate(
            { body },
            {
              ...failed,
              onSuccess: ({ secret: told }) => {
                setSecret(told);
                form.resetFields();
              },
            },
          )
        }
      >
        <Form.Item
          name="url"
          label={connections.url}
          rules={[{ required: true, type: 'url' }]}
          validateTrigger="onBlur"
        >
          <Input type="url" placeholder="https://crm.example.com/warmline" maxLength={500} />
        </Form.Item>
        {/* Not `required`: antd would write aria-required, which a group may not have. */}
        <Form.Item name="events" label={connections.events} rules={[{ type: 'array', min: 1 }]}>
          <Checkbox.Group options={WEBHOOK_EVENTS.map((event) => ({ value: event, label: event }))} />
        </Form.Item>
        <Button htmlType="submit" loading={add.isPending}>
          {connections.addWebhook}
        </Button>
      </Form>
    </section>
  );
}

function ApiKeys(): ReactNode {
  const words = useWords();
  const { connections } = words;
  const language = useLanguage();
  const now = useNow(60_000);
  const keys = useCall('apiKeys', {});
  const add = useChange('addApiKey', ['apiKeys']);
  const remove = useChange('removeApiKey', ['apiKeys']);
  const [secret, setSecret] = useState<string | null>(null);
  const failed = useFailure();
  const [form] = Form.useForm<{ name: string; role: Role }>();
  return (
    <section className="card">
      <h2>{connections.keys}</h2>
      <p className="soft">{connections.keysHint}</p>
      <Loaded query={keys}>
        {({ items }) =>
          items.length > 0 && (
            <WideTable<z.infer<typeof ApiKey>>
              label={connections.keys}
              size="small"
              rowKey="id"
              dataSource={items}
              columns={[
                { title: connections.name, dataIndex: 'name' },
                { title: connections.role, dataIndex: 'role', render: (role: Role) => words.role[role] },
                {
                  title: connections.used,
                  dataIndex: 'usedAt',
                  render: (at: number | null) => (at === null ? connections.never : moment(at, now, language)),
                },
                {
                  key: 'acts',
                  width: 110,
                  render: (_, { id }) => (
                    <Popconfirm
                      title={connections.endSure}
                      okText={connections.end}
                      cancelText={connections.keep}
                      onConfirm={() => remove.mutate({ params: { key: id } }, failed)}
                    >
                      <Button size="small" danger>
                        {connections.end}
                      </Button>
                    </Popconfirm>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {secret !== null && <Secret secret={secret} close={() => setSecret(null)} />}
      <Form<{ name: string; role: Role }>
        form={form}
        className="inline-form"
        layout="vertical"
        requiredMark={false}
        initialValues={{ role: 'agent' }}
        onFinish={(body) =>
          add.mutate(
            { body },
            {
              ...failed,
              onSuccess: ({ secret: told }) => {
                setSecret(told);
                form.resetFields();
              },
            },
          )
        }
      >
        <Form.Item name="name" label={connections.name} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="role" label={connections.role}>
          <Select options={ROLES.map((role) => ({ value: role, label: words.role[role] }))} />
        </Form.Item>
        <Button htmlType="submit" loading={add.isPending}>
          {connections.addKey}
        </Button>
      </Form>
    </section>
  );
}

/** Told once, because the server keeps only what it needs to check it. */
function Secret({ secret, close }: { secret: string; close: () => void }): ReactNode {
  const { connections } = useWords();
  return (
    <Alert
      type="success"
      showIcon
      closable={{ onClose: close }}
      title={connections.secret}
      description={
        <Input value={secret} readOnly aria-label={connections.secret} onFocus={({ target }) => target.select()} />
      }
    />
  );
}

function useFailure(): { onError: (failure: CallFailure) => void } {
  const words = useWords();
  const { message } = App.useApp();
  return { onError: (failure) => void message.error(explain(failure, words)) };
}
