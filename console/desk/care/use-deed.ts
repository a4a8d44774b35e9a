import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { CallFailure, type CallName } from '../api/client.ts';
import { useApi } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWords } from '../words/index.ts';
import { refusalText } from './refusal-words.ts';

type Deed =
  | 'submitCampaign'
  | 'decideCampaign'
  | 'scheduleCampaign'
  | 'unscheduleCampaign'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'stopCampaign';

/** Carries out a wish and says whether it was done. */
export type Act = (deed: Deed, input: unknown) => Promise<boolean>;

/** Steers a campaign; a refusal is said in words. */
export function useDeed(): Act {
  const words = useWords();
  const { message } = App.useApp();
  const api = useApi();
  const queries = useQueryClient();
  return async (deed, input) => {
    try {
      const result = await api.call(deed, input as never);
      for (const read of READS) await queries.invalidateQueries({ queryKey: [read] });
      if (result.kind === 'done') return true;
      void message.error(refusalText(result.refusal, words));
    } catch (failure) {
      if (!(failure instanceof CallFailure)) throw failure;
      void message.error(explain(failure, words));
    }
    return false;
  };
}

const READS: readonly CallName[] = ['campaigns', 'campaign', 'campaignLedger', 'campaignTasks'];
