import { Alert, App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import { isLead, useWorkday } from '../shell/live-context.ts';
import { useWords } from '../words/index.ts';
import { ConfirmByNumber } from './confirm-by-number.tsx';
import { StateTag } from './state-tag.tsx';
import { useDeed } from './use-deed.ts';

/** What can be done with it now. */
export function CampaignSteering({ campaign }: { campaign: CampaignDetail }): ReactNode {
  const { care } = useWords();
  const { me } = useWorkday();
  const { modal } = App.useApp();
  const act = useDeed();
  const [confirming, setConfirming] = useState(false);
  const { state } = campaign;
  const params = { campaign: campaign.id };
  const isGoing = state === 'running' || state === 'planning';
  const notice = NOTICES.find(({ reason }) => reason === campaign.stateReason);
  return (
    <section className="card care-steering">
      <p>
        <StateTag campaign={notice === undefined ? campaign : { state, stateReason: null }} />
      </p>
      <p className="page-acts">
        {state === 'draft' && (
          <Button type="primary" onClick={() => act('submitCampaign', { params })}>
            {care.submit}
          </Button>
        )}
        {state === 'submitted' && campaign.mine && <span className="soft">{care.ownCampaign}</span>}
        {state === 'submitted' && !campaign.mine && isLead(me) && (
          <>
            <Button
              type="primary"
              onClick={() => act('decideCampaign', { params, body: { approve: true, revision: campaign.revision } })}
            >
              {care.approve}
            </Button>
            <Button
              onClick={() => act('decideCampaign', { params, body: { approve: false, revision: campaign.revision } })}
            >
              {care.sendBack}
            </Button>
          </>
        )}
        {state === 'approved' && (
          <Button type="primary" onClick={() => setConfirming(true)}>
            {care.schedule}
          </Button>
        )}
        {(state === 'approved' || state === 'scheduled' || state === 'submitted') && (
          <Button onClick={() => act('unscheduleCampaign', { params })}>{care.unschedule}</Button>
        )}
        {isGoing && <Button onClick={() => act('pauseCampaign', { params })}>{care.pause}</Button>}
        {state === 'paused' && (
          <Button type="primary" onClick={() => act('resumeCampaign', { params })}>
            {care.resume}
          </Button>
        )}
        {(isGoing || state === 'paused' || state === 'scheduled') && (
          <Button
            danger
            onClick={() =>
              void modal.confirm({
                title: care.stopSure,
                okText: care.stop,
                onOk: () => act('stopCampaign', { params }),
              })
            }
          >
            {care.stop}
          </Button>
        )}
      </p>
      {notice && <Alert type={notice.type} showIcon title={care.reason[notice.reason]} />}
      {confirming && <ConfirmByNumber campaign={campaign} close={() => setConfirming(false)} act={act} />}
    </section>
  );
}

/** Why it waits for a person, where that is to be read before it goes on. */
const NOTICES = [
  { reason: 'canary-done', type: 'info' },
  { reason: 'audience-grew', type: 'warning' },
] as const;
