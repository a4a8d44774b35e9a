import type { StorageMigration } from '../migration.ts';
import { foundation } from './0001-foundation.ts';
import { customers } from './0010-customers.ts';
import { knowledge } from './0020-knowledge.ts';
import { orders } from './0030-orders.ts';
import { flows } from './0031-flows.ts';
import { complaints } from './0032-complaints.ts';
import { handoff } from './0040-handoff.ts';
import { staff } from './0041-staff.ts';
import { orderIntake } from './0050-order-intake.ts';
import { careGateAlerts } from './0060-care-gate-alerts.ts';
import { careRulesCampaigns } from './0061-care-rules-campaigns.ts';
import { orderRequests } from './0070-order-requests.ts';
import { copiedFiles } from './0080-copied-files.ts';
import { wecom } from './0082-wecom.ts';
import { plannedByWay } from './0084-planned-by-way.ts';
import { presenceCause } from './0085-presence-cause.ts';
import { foundByIndex } from './0086-found-by-index.ts';

/** In the order in which they run. A migration that has been released is never edited; a new one is added below. */
export const migrations: readonly StorageMigration[] = [
  foundation,
  customers,
  knowledge,
  orders,
  flows,
  complaints,
  handoff,
  staff,
  orderIntake,
  careGateAlerts,
  careRulesCampaigns,
  orderRequests,
  copiedFiles,
  wecom,
  plannedByWay,
  presenceCause,
  foundByIndex,
];
