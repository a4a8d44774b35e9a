import { App, Form, Input, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import type { CustomerDetail } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWords } from '../words/index.ts';

const TIERS = ['silver', 'gold', 'platinum', 'core', 'potential', 'new', 'dormant', 'vip'] as const;

interface Fields {
  name: string;
  birthday: string;
  memberSince: string;
  timeZone: string;
  locale: 'zh-CN' | 'en' | null;
  tier: string | null;
}

/** What a colleague may write about a customer. An empty tier is given back to the rules. */
export function CustomerForm({ customer, close }: { customer: CustomerDetail; close: () => void }): ReactNode {
  const words = useWords();
  const { customers, care } = words;
  const { field } = customers;
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useChange('changeCustomer', ['customerDetail', 'findCustomers']);
  const save = ({ locale, tier, ...texts }: Fields) =>
    change.mutate(
      {
        params: { customer: customer.id },
        body: {
          name: texts.name.trim() || null,
          birthday: texts.birthday.trim() || null,
          memberSince: texts.memberSince || null,
          timeZone: texts.timeZone.trim() || null,
          ...(locale === null ? {} : { locale }),
          ...((tier ?? null) === customer.tier ? {} : { tier: tier ?? null }),
        },
      },
      { onSuccess: close, onError: (failure) => void message.error(explain(failure, words)) },
    );
  return (
    <Modal
      open
      title={customers.edit}
      okText={care.save}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          name: customer.name ?? '',
          birthday: customer.birthday ?? '',
          memberSince: customer.memberSince ?? '',
          timeZone: customer.timeZone ?? '',
          locale: customer.locale,
          tier: customer.tier,
        }}
        onFinish={save}
      >
        <Form.Item name="name" label={customers.column.name}>
          <Input maxLength={256} />
        </Form.Item>
        <Form.Item name="tier" label={field.tier} extra={customers.tierHint}>
          <Select allowClear options={TIERS.map((tier) => ({ value: tier, label: care.tiers[tier] }))} />
        </Form.Item>
        <Form.Item name="birthday" label={field.birthday} extra={customers.birthdayHint}>
          <Input />
        </Form.Item>
        <Form.Item name="memberSince" label={field.memberSince}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="timeZone" label={field.timeZone}>
          <Input placeholder="Asia/Shanghai" />
        </Form.Item>
        <Form.Item name="locale" label={field.locale}>
          <Select
            options={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
