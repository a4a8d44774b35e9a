import { App, Button, Drawer, Form, Input, Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { type Member, ROLES } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { Loaded } from '../shell/status.tsx';
import { useWords } from '../words/index.ts';
import { DeskSettingsForm } from './desk-settings-form.tsx';
import { MemberForm } from './member-form.tsx';
import { OneTimeLink } from './one-time-link.tsx';
import { PageFrame } from './page-frame.tsx';
import { WideTable } from './wide-table.tsx';

/** Everybody, what they can do and how much at once; office hours and the desk's promises. */
export function TeamPage(): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const team = useCall('team', {});
  const [edited, setEdited] = useState<string | null>(null);
  const [inviting, setInviting] = useState(false);
  const [settings, setSettings] = useState(false);
  const isAdmin = me.role === 'admin';
  const member = team.data?.items.find(({ id }) => id === edited);
  return (
    <PageFrame
      title={words.team.title}
      actions={
        <>
          <Button onClick={() => setSettings(true)}>{words.team.settings}</Button>
          {isAdmin && (
            <Button type="primary" onClick={() => setInviting(true)}>
              {words.team.invite}
            </Button>
          )}
        </>
      }
    >
      <Loaded query={team}>{({ items }) => <Members items={items} edit={setEdited} />}</Loaded>
      <Drawer
        open={member !== undefined}
        onClose={() => setEdited(null)}
        size={460}
        title={member?.name}
        destroyOnHidden
      >
        {member && <MemberForm member={member} close={() => setEdited(null)} />}
      </Drawer>
      <Drawer open={settings} onClose={() => setSettings(false)} size={520} title={words.team.settings} destroyOnHidden>
        <DeskSettingsForm />
      </Drawer>
      <Modal
        open={inviting}
        onCancel={() => setInviting(false)}
        footer={null}
        destroyOnHidden
        title={words.team.invite}
      >
        <Invitation />
      </Modal>
    </PageFrame>
  );
}

function Members({ items, edit }: { items: readonly Member[]; edit: (id: string) => void }): ReactNode {
  const words = useWords();
  const { team } = words;
  return (
    <WideTable<Member>
      label={team.title}
      size="small"
      rowKey="id"
      dataSource={[...items]}
      columns={[
        {
          title: team.name,
          key: 'name',
          render: (_, member) => (
            <span className={`dot dot-${member.presence}`}>
              <strong>{member.name}</strong>
            </span>
          ),
        },
        { title: team.email, dataIndex: 'email' },
        {
          title: team.role,
          key: 'role',
          render: (_, member) => (
            <>
              {words.role[member.role]}
              {member.invited && <span className="chip chip-lamp">{team.invited}</span>}
              {!member.active && <span className="chip">{team.inactive}</span>}
            </>
          ),
        },
        { title: team.skills, key: 'skills', render: (_, member) => member.skills.join(', ') },
        { title: team.capacity, dataIndex: 'capacity', align: 'right' },
        {
          key: 'edit',
          title: <span className="unseen">{team.edit}</span>,
          align: 'right',
          render: (_, member) => (
            <Button size="small" aria-label={`${team.edit} ${member.name}`} onClick={() => edit(member.id)}>
              {team.edit}
            </Button>
          ),
        },
      ]}
    />
  );
}

/** The link is in the answer once and never again. */
function Invitation(): ReactNode {
  const words = useWords();
  const { message } = App.useApp();
  const invite = useChange('invite', ['team']);
  if (invite.data !== undefined) return <OneTimeLink name={invite.data.member.name} link={invite.data.link} />;
  return (
    <Form<Parameters<typeof invite.mutate>[0]['body']>
      layout="vertical"
      requiredMark={false}
      initialValues={{ role: 'agent' }}
      onFinish={(body) =>
        invite.mutate({ body }, { onError: (failure) => void message.error(explain(failure, words)) })
      }
    >
      <Form.Item name="name" label={words.team.name} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="email"
        label={words.team.email}
        rules={[{ required: true, type: 'email' }]}
        validateTrigger="onBlur"
      >
        <Input type="email" maxLength={200} />
      </Form.Item>
      <Form.Item name="role" label={words.team.role}>
        <Select options={ROLES.map((value) => ({ value, label: words.role[value] }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={invite.isPending}>
        {words.team.invite}
      </Button>
    </Form>
  );
}
