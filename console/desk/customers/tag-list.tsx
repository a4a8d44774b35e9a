import { App, Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CallAnswer } from '../api/client.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { useLanguage, useWords } from '../words/index.ts';

type TagGroup = CallAnswer<'customerTags'>['groups'][number];

/** Tags in their groups, each with how many customers have it. */
export function TagList(): ReactNode {
  const { customers } = useWords();
  const language = useLanguage();
  const tags = useCall('customerTags', {});
  const [edited, setEdited] = useState<TagGroup | 'new' | null>(null);
  return (
    <>
      <p className="tag-acts">
        <span className="soft">{customers.tagsHint}</span>
        <Button onClick={() => setEdited('new')}>{customers.newGroup}</Button>
      </p>
      <Loaded query={tags}>
        {({ items, groups }) => {
          const countOf = new Map(items.map(({ tag, customers: count }) => [tag, count]));
          const grouped = new Set(groups.flatMap((group) => group.tags));
          const loose = items.filter(({ tag }) => !grouped.has(tag)).map(({ tag }) => tag);
          if (items.length + groups.length === 0) return <Blank title={customers.noTags} />;
          return (
            <div className="tag-groups">
              {groups.map((group) => (
                <section key={group.name} className="card">
                  <h2>
                    {group.title[language]}{' '}
                    {group.exclusive && <span className="chip chip-quiet">{customers.exclusive}</span>}
                  </h2>
                  <TagChips tags={group.tags} countOf={countOf} />
                  <Button type="link" size="small" onClick={() => setEdited(group)}>
                    {customers.edit}
                  </Button>
                </section>
              ))}
              {loose.length > 0 && (
                <section className="card">
                  <h2>{customers.loose}</h2>
                  <TagChips tags={loose} countOf={countOf} />
                </section>
              )}
              {edited !== null && (
                <GroupForm
                  group={edited === 'new' ? null : edited}
                  known={items.map(({ tag }) => tag)}
                  close={() => setEdited(null)}
                />
              )}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function TagChips({ tags, countOf }: { tags: readonly string[]; countOf: ReadonlyMap<string, number> }): ReactNode {
  return (
    <p className="chips">
      {tags.map((tag) => (
        <span key={tag} className="chip">
          {tag} <b>{countOf.get(tag) ?? 0}</b>
        </span>
      ))}
    </p>
  );
}

interface GroupFields {
  name: string;
  zh: string;
  en: string;
  exclusive: boolean;
  tags: string[];
}

function GroupForm({
  group,
  known,
  close,
}: {
  group: TagGroup | null;
  known: readonly string[];
  close: () => void;
}): ReactNode {
  const words = useWords();
  const { customers } = words;
  const { message } = App.useApp();
  const [form] = Form.useForm<GroupFields>();
  const change = useChange('setTagGroup', ['customerTags']);
  const save = ({ name, zh, en, exclusive, tags }: GroupFields) =>
    change.mutate(
      { params: { group: group?.name ?? name }, body: { title: { 'zh-CN': zh, en }, exclusive, tags } },
      { onSuccess: close, onError: (failure) => void message.error(explain(failure, words)) },
    );
  return (
    <Modal
      open
      title={group === null ? customers.newGroup : customers.edit}
      okText={words.care.save}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={close}
    >
      <Form<GroupFields>
        form={form}
        layout="vertical"
        initialValues={{
          name: group?.name ?? '',
          zh: group?.title['zh-CN'] ?? '',
          en: group?.title.en ?? '',
          exclusive: group?.exclusive ?? false,
          tags: group?.tags ?? [],
        }}
        onFinish={save}
      >
        {group === null && (
          <Form.Item
            name="name"
            label={customers.groupName}
            rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]*$/ }]}
          >
            <Input />
          </Form.Item>
        )}
        <Form.Item name="zh" label="中文" rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="en" label="English" rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="tags" label={customers.column.tags}>
          <Select mode="tags" options={known.map((tag) => ({ value: tag, label: tag }))} />
        </Form.Item>
        <Form.Item name="exclusive" valuePropName="checked">
          <Checkbox>{customers.exclusiveHint}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
