import type { Channel, Reply } from '../../core/index.ts';
import type { RuleLibrary } from '../rules/library.ts';
import type { Speech } from '../speech/compose-entry.ts';
import type { CampaignDesk, CampaignDeskParts } from './campaign-desk.ts';

/** What the desk's API needs of care: the campaigns, the rules, and how one writes to oneself. */
export interface CareOffice {
  campaigns: CampaignDesk;
  audience: CampaignDeskParts;
  rules: RuleLibrary;
  speech: Speech;
  channels: readonly Pick<Channel, 'id' | 'abilities'>[];
  /** To the account that a colleague has linked themselves; false when there is no way to them. */
  sendToColleague(telegram: string, reply: Reply): Promise<boolean>;
}
