import { useQuery } from '@tanstack/react-query';
import { Alert, Input, InputNumber, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import { useApi } from '../api/context.ts';
import { put, useWords } from '../words/index.ts';
import { Field } from './field.tsx';
import { refusalText } from './refusal-words.ts';
import type { Act } from './use-deed.ts';

interface ConfirmByNumberProps {
  campaign: CampaignDetail;
  close: () => void;
  act: Act;
}

/** When it goes, once the person who sends it has typed how many it reaches. */
export function ConfirmByNumber({ campaign, close, act }: ConfirmByNumberProps): ReactNode {
  const { care } = useWords();
  const [count, setCount] = useState<number | null>(null);
  const [at, setAt] = useState('');
  return (
    <Modal
      open
      title={care.confirmTitle}
      okText={care.schedule}
      okButtonProps={{ disabled: count === null }}
      onCancel={close}
      onOk={async () => {
        const done = await act('scheduleCampaign', {
          params: { campaign: campaign.id },
          body: { count: count ?? -1, at: at === '' ? null : new Date(at).getTime() },
        });
        if (done) close();
      }}
    >
      <AudienceNumber campaign={campaign} />
      <Field label={care.confirmField}>
        <InputNumber aria-label={care.confirmField} autoFocus min={0} value={count} onChange={setCount} />
      </Field>
      <Field label={care.at}>
        <Input type="datetime-local" aria-label={care.at} value={at} onChange={({ target }) => setAt(target.value)} />
      </Field>
    </Modal>
  );
}

/** The number that has to be typed, counted now. It is shown, not filled in: typing it is the confirmation. */
function AudienceNumber({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const words = useWords();
  const api = useApi();
  const check = useQuery({
    queryKey: ['checkAudience', campaign.id, campaign.revision],
    queryFn: () => api.call('checkAudience', { body: { content: campaign.content } }),
    staleTime: 0,
  });
  if (check.data === undefined) return <p className="soft">{words.state.loading}</p>;
  return check.data.kind === 'fine' ? (
    <p>{put(words.care.confirmHint, check.data.count)}</p>
  ) : (
    <Alert type="warning" showIcon title={refusalText(check.data.refusal, words)} />
  );
}
