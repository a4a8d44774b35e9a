import type { ReactNode } from 'react';
import type { CampaignDetail } from '../../../src/server/contract/index.ts';
import { useCall } from '../api/context.ts';
import { PageFrame } from '../pages/page-frame.tsx';
import { careLink } from '../shell/route.ts';
import { Loaded } from '../shell/status.tsx';
import { useWords } from '../words/index.ts';
import { CampaignCourse } from './campaign-course.tsx';
import { CampaignSteering } from './campaign-steering.tsx';
import { Composer } from './composer.tsx';

/** One campaign: written while it is a draft, watched and steered once it goes. */
export function CampaignPage({ id }: { id: string }): ReactNode {
  const { care } = useWords();
  const campaign = useCall('campaign', { params: { campaign: id } });
  return (
    <Loaded query={campaign}>
      {(known) => (
        <PageFrame title={known.title} actions={<a href={careLink(null)}>{care.back}</a>}>
          <CampaignSteering campaign={known} />
          {known.counts.length > 0 && <CampaignCourse campaign={known} />}
          {isWritten(known) ? <Composer key={known.revision} campaign={known} /> : null}
        </PageFrame>
      )}
    </Loaded>
  );
}

function isWritten({ state }: CampaignDetail): boolean {
  return state === 'draft' || state === 'submitted' || state === 'approved' || state === 'scheduled';
}
