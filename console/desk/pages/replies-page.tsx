import { App, Button, Form, Input, Modal, Radio, Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CannedReply } from '../../../src/server/contract/index.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { Blank, Loaded } from '../shell/status.tsx';
import { put, useLanguage, useWords } from '../words/index.ts';
import { PageFrame } from './page-frame.tsx';

type Fields = Omit<CannedReply, 'id'>;

/** Canned replies, shared and own; beside them the knowledge base can be asked. */
export function RepliesPage(): ReactNode {
  const words = useWords();
  const { me } = useWorkday();
  const replies = useCall('cannedReplies', {});
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null);
  const isEditor = me.role !== 'agent';
  return (
    <PageFrame
      title={words.replies.title}
      hint={words.replies.hint}
      actions={
        <Button type="primary" onClick={() => setEdited('new')}>
          {words.replies.add}
        </Button>
      }
    >
      <div className="columns">
        <Loaded query={replies}>
          {({ items }) =>
            items.length === 0 ? (
              <Blank title={words.state.empty} />
            ) : (
              <ul className="replies">
                {items.map((reply) => (
                  <Reply key={reply.id} reply={reply} edit={() => setEdited(reply)} canEdit={reply.mine || isEditor} />
                ))}
              </ul>
            )
          }
        </Loaded>
        <KnowledgeTest />
      </div>
      <Modal
        open={edited !== null}
        onCancel={() => setEdited(null)}
        footer={null}
        destroyOnHidden
        title={edited === 'new' ? words.replies.add : words.replies.edit}
      >
        {edited !== null && <ReplyForm edited={edited} isEditor={isEditor} close={() => setEdited(null)} />}
      </Modal>
    </PageFrame>
  );
}

function Reply({ reply, edit, canEdit }: { reply: CannedReply; edit: () => void; canEdit: boolean }): ReactNode {
  const words = useWords();
  const { modal, message } = App.useApp();
  const remove = useChange('removeCannedReply', ['cannedReplies']);
  return (
    <li className="card">
      <p>
        <code>/{reply.shortcut}</code> <strong>{reply.title}</strong>{' '}
        <span className="chip">{reply.locale === 'en' ? 'English' : '中文'}</span>{' '}
        <span className="chip">{reply.mine ? words.replies.mine : words.replies.shared}</span>
      </p>
      <p className="plain soft">{reply.text}</p>
      {canEdit && (
        <p>
          <Button size="small" onClick={edit}>
            {words.replies.edit}
          </Button>{' '}
          <Button
            size="small"
            type="text"
            onClick={() =>
              void modal.confirm({
                title: words.replies.removeSure,
                onOk: () =>
                  remove.mutate(
                    { params: { reply: reply.id } },
                    { onError: (failure) => void message.error(explain(failure, words)) },
                  ),
              })
            }
          >
            {words.replies.remove}
          </Button>
        </p>
      )}
    </li>
  );
}

function ReplyForm({
  edited,
  isEditor,
  close,
}: {
  edited: CannedReply | 'new';
  isEditor: boolean;
  close: () => void;
}): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const { message } = App.useApp();
  const add = useChange('addCannedReply', ['cannedReplies']);
  const set = useChange('setCannedReply', ['cannedReplies']);
  const [form] = Form.useForm<Fields>();
  const outcome = {
    onSuccess: close,
    onError: (failure: Parameters<typeof explain>[0]) => {
      if (failure.code === 'shortcut_taken') form.setFields([{ name: 'shortcut', errors: [explain(failure, words)] }]);
      else void message.error(explain(failure, words));
    },
  };
  const finish = ({ mine, ...body }: Fields) =>
    edited === 'new'
      ? add.mutate({ body: { ...body, mine: mine ?? true } }, outcome)
      : set.mutate({ params: { reply: edited.id }, body }, outcome);
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={finish}
      initialValues={edited === 'new' ? { locale: language, mine: true } : edited}
    >
      <Form.Item
        name="shortcut"
        label={words.replies.shortcut}
        rules={[{ required: true, pattern: /^[\p{L}\p{N}_-]{1,32}$/u, message: words.replies.shortcutForm }]}
      >
        <Input prefix="/" maxLength={32} />
      </Form.Item>
      <Form.Item name="title" label={words.replies.name} rules={[{ required: true, whitespace: true }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="text" label={words.replies.text} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={4} maxLength={4_000} />
      </Form.Item>
      <Form.Item name="locale" label={words.replies.language}>
        <Radio.Group
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
        />
      </Form.Item>
      {edited === 'new' && isEditor && (
        <Form.Item name="mine">
          <Segmented
            options={[
              { value: true, label: words.replies.mine },
              { value: false, label: words.replies.shared },
            ]}
          />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" loading={add.isPending || set.isPending}>
        {words.replies.save}
      </Button>
    </Form>
  );
}

function KnowledgeTest(): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const [question, setQuestion] = useState('');
  const found = useCall(
    'knowledgeSearch',
    { query: { q: question, locale: language } },
    { enabled: question.trim() !== '' },
  );
  return (
    <section className="card">
      <h2>{words.replies.test}</h2>
      <Input.Search
        aria-label={words.replies.test}
        placeholder={words.replies.testHint}
        maxLength={2_000}
        onSearch={setQuestion}
      />
      {question !== '' && (
        <Loaded query={found}>
          {({ items, confidence }) => (
            <>
              <p className="soft">
                {items.length === 0 ? words.suggest.none : put(words.suggest.fit, Math.round(confidence * 100))}
              </p>
              <ol className="history">
                {items.map((item) => (
                  <li key={item.entry}>
                    <b>{item.question}</b>
                    <p className="soft">{put(words.suggest.source, item.source)}</p>
                  </li>
                ))}
              </ol>
            </>
          )}
        </Loaded>
      )}
    </section>
  );
}
