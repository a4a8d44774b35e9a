import { App, Checkbox, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { COMPENSATION_KINDS, type ConversationDetail, DISPOSITIONS } from '../../../src/server/contract/index.ts';
import type { CallFailure, CallName } from '../api/client.ts';
import { useCall, useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { put, useWords, type Words } from '../words/index.ts';

export type DialogKind = 'return' | 'transfer' | 'reassign' | 'snooze' | 'resolve' | 'compensate' | 'enqueue';

interface Fields {
  disposition: (typeof DISPOSITIONS)[number];
  survey: boolean;
  note: string;
  to: 'agent' | 'queue';
  agent: string;
  skill: string;
  tell: boolean;
  /** Local time, as the browser's own field writes it: 2026-11-22T09:00. */
  until: string;
  compensation: (typeof COMPENSATION_KINDS)[number];
  amount: number;
  reason: string;
}

interface DialogProps {
  kind: DialogKind | null;
  detail: ConversationDetail;
  close: () => void;
}

const RENEWED: readonly CallName[] = ['conversation', 'thread', 'inbox', 'inboxCounts', 'colleagues', 'monitor'];

/** One dialog for every deed that needs a word more than a click. */
export function ActionDialog({ kind, detail, close }: DialogProps): ReactNode {
  const words = useWords();
  return (
    <Modal
      open={kind !== null}
      onCancel={close}
      footer={null}
      width={460}
      destroyOnHidden
      title={kind && words.act[kind]}
    >
      {kind && <DeedForm kind={kind} detail={detail} close={close} />}
    </Modal>
  );
}

function DeedForm({ kind, detail, close }: DialogProps & { kind: DialogKind }): ReactNode {
  const words = useWords();
  const { message } = App.useApp();
  const params = { conversation: detail.item.conversation };
  const returning = useChange('returnToBot', RENEWED);
  const resolving = useChange('resolve', RENEWED);
  const transferring = useChange('transfer', RENEWED);
  const snoozing = useChange('snooze', RENEWED);
  const opening = useChange('openCase', RENEWED);
  const granting = useChange('grant', [...RENEWED, 'compensations']);
  const busy = [returning, resolving, transferring, snoozing, granting, opening].some(({ isPending }) => isPending);
  const outcome = { onSuccess: close, onError: (failure: CallFailure) => void message.error(explain(failure, words)) };
  const [form] = Form.useForm<Fields>();

  const finish = (fields: Fields) => {
    const note = fields.note?.trim() ? { note: fields.note.trim() } : {};
    switch (kind) {
      case 'return':
        return returning.mutate({ params, body: { disposition: fields.disposition, survey: fields.survey } }, outcome);
      case 'resolve':
        return resolving.mutate(
          { params, body: { disposition: fields.disposition, survey: fields.survey, ...note } },
          outcome,
        );
      case 'transfer':
      case 'reassign': {
        const to =
          fields.to === 'agent'
            ? { kind: 'agent' as const, agent: fields.agent }
            : { kind: 'queue' as const, skill: fields.skill?.trim() || null };
        return transferring.mutate({ params, body: { to, tell: fields.tell, ...note } }, outcome);
      }
      case 'snooze':
        return snoozing.mutate({ params, body: { until: new Date(fields.until).getTime(), ...note } }, outcome);
      case 'enqueue':
        return opening.mutate({ params, body: { skill: fields.skill?.trim() || null } }, outcome);
      case 'compensate':
        return granting.mutate(
          {
            params,
            body: {
              key: crypto.randomUUID(),
              kind: fields.compensation,
              amount: Math.round(fields.amount * (fields.compensation === 'points' ? 1 : 100)),
              reason: fields.reason,
            },
          },
          outcome,
        );
      default:
        return kind satisfies never;
    }
  };

  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={finish}
      initialValues={{ disposition: 'solved', survey: true, to: 'agent', tell: true, compensation: 'coupon' }}
    >
      {fieldsOf(kind, words)}
      <div className="dialog-foot">
        <button type="button" className="plain-button" onClick={close}>
          {words.act.cancel}
        </button>
        <button type="submit" className="main-button" disabled={busy}>
          {words.act[kind]}
        </button>
      </div>
    </Form>
  );
}

function fieldsOf(kind: DialogKind, words: Words): ReactNode {
  switch (kind) {
    case 'return':
      return <Ending words={words} />;
    case 'resolve':
      return (
        <>
          <Ending words={words} />
          <NoteField words={words} />
        </>
      );
    case 'transfer':
    case 'reassign':
      return <TransferFields words={words} />;
    case 'snooze':
      return <SnoozeFields words={words} />;
    case 'enqueue':
      return <SkillField words={words} />;
    case 'compensate':
      return <CompensationFields words={words} />;
    default:
      return kind satisfies never;
  }
}

function Ending({ words }: { words: Words }): ReactNode {
  return (
    <>
      <Form.Item name="disposition" label={words.act.disposition}>
        <Radio.Group
          className="radio-wrap"
          options={DISPOSITIONS.map((value) => ({ value, label: words.disposition[value] }))}
        />
      </Form.Item>
      <Form.Item name="survey" valuePropName="checked">
        <Checkbox>{words.act.survey}</Checkbox>
      </Form.Item>
    </>
  );
}

function SkillField({ words }: { words: Words }): ReactNode {
  return (
    <Form.Item name="skill" label={words.act.toSkill}>
      <Input maxLength={64} />
    </Form.Item>
  );
}

function NoteField({ words }: { words: Words }): ReactNode {
  return (
    <Form.Item name="note" label={words.act.note}>
      <Input.TextArea rows={2} maxLength={4_000} />
    </Form.Item>
  );
}

function TransferFields({ words }: { words: Words }): ReactNode {
  const colleagues = useCall('colleagues', {}, { staleTime: 0 });
  const to: Fields['to'] | undefined = Form.useWatch('to');
  return (
    <>
      <Form.Item name="to">
        <Radio.Group
          optionType="button"
          options={[
            { value: 'agent', label: words.act.toAgent },
            { value: 'queue', label: words.act.toQueue },
          ]}
        />
      </Form.Item>
      {to === 'queue' ? (
        <SkillField words={words} />
      ) : (
        <Form.Item name="agent" label={words.act.pickAgent} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'name' }}
            loading={colleagues.isPending}
            options={(colleagues.data?.items ?? []).map((one) => ({
              value: one.id,
              name: one.name,
              label: (
                <span className={`dot dot-${one.presence}`}>
                  {one.name} · {put(words.act.load, one.holding, one.capacity)}
                  {one.skills.length > 0 && ` · ${one.skills.join(', ')}`}
                </span>
              ),
            }))}
          />
        </Form.Item>
      )}
      <Form.Item name="tell" valuePropName="checked">
        <Checkbox>{words.act.tell}</Checkbox>
      </Form.Item>
      <NoteField words={words} />
    </>
  );
}

function SnoozeFields({ words }: { words: Words }): ReactNode {
  const form = Form.useFormInstance<Fields>();
  const now = Date.now();
  const presets: ReadonlyArray<readonly [string, number]> = [
    [put(words.act.hours, 1), now + HOUR_MS],
    [put(words.act.hours, 4), now + 4 * HOUR_MS],
    [words.act.tomorrow, morningIn(1, now)],
    [words.act.monday, morningIn((8 - new Date(now).getDay()) % 7 || 7, now)],
  ];
  return (
    <>
      <div className="presets">
        {presets.map(([label, at]) => (
          <button
            key={label}
            type="button"
            className="plain-button"
            onClick={() => form.setFieldValue('until', localText(at))}
          >
            {label}
          </button>
        ))}
      </div>
      <Form.Item name="until" label={words.act.until} extra={words.act.wakes} rules={[{ required: true }]}>
        <Input type="datetime-local" min={localText(now)} className="wide" />
      </Form.Item>
      <NoteField words={words} />
    </>
  );
}

const HOUR_MS = 3_600_000;

function morningIn(days: number, now: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return day.setHours(9, 0, 0, 0);
}

function localText(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

function CompensationFields({ words }: { words: Words }): ReactNode {
  const kind: Fields['compensation'] | undefined = Form.useWatch('compensation');
  const isPoints = kind === 'points';
  return (
    <>
      <Form.Item name="compensation" label={words.comp.kind}>
        <Radio.Group
          optionType="button"
          options={COMPENSATION_KINDS.map((value) => ({ value, label: words.comp[value] }))}
        />
      </Form.Item>
      <Form.Item name="amount" label={words.comp.amount} rules={[{ required: true }]}>
        <InputNumber
          min={isPoints ? 1 : 0.01}
          max={1_000_000}
          precision={isPoints ? 0 : 2}
          suffix={isPoints ? words.comp.pts : words.comp.yuan}
          className="wide"
        />
      </Form.Item>
      <Form.Item name="reason" label={words.comp.reason} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
    </>
  );
}
