import { CAMPAIGNS_API } from './campaigns.ts';
import { COMPENSATION_API } from './compensation.ts';
import { COMPLAINTS_API } from './complaints.ts';
import { CONVERSATION_API } from './conversation.ts';
import { CUSTOMERS_API } from './customers.ts';
import { GATE_API } from './gate.ts';
import { INBOX_API } from './inbox.ts';
import { INCIDENTS_API } from './incidents.ts';
import { ORDER_REQUESTS_API } from './order-requests.ts';
import { ROOMS_API } from './rooms.ts';
import { SESSION_API } from './session.ts';
import { TEAM_API } from './team.ts';
import { WEBHOOKS_API } from './webhooks.ts';

export { AudienceCheck, CampaignCard, CampaignContent, CampaignDetail, CampaignRefusal } from './campaign.ts';
export { CareFigures } from './campaigns.ts';
export { ApiError, type ApiErrorCode, CHANNELS, Colleague, ROLES, Role } from './common.ts';
export { ComplaintCard } from './complaints.ts';
export {
  CaseEvent,
  COMPENSATION_KINDS,
  Compensation,
  ConversationDetail,
  CustomerProfile,
  DISPOSITIONS,
  Thread,
  ThreadContent,
  ThreadMessage,
} from './conversation.ts';
export { CustomerCard, CustomerDetail } from './customers.ts';
export type { EndpointSpec, Who } from './endpoint.ts';
export { DeskEvent, EVENTS_PATH } from './events.ts';
export {
  CASE_REASONS,
  CaseBrief,
  CaseReason,
  Clock,
  InboxItem,
  InboxQuery,
  InboxView,
  MoodLevel,
  QueueMonitor,
  Tier,
} from './inbox.ts';
export { DelayIncident } from './incidents.ts';
export { Room } from './rooms.ts';
export { Me, Presence, SessionState } from './session.ts';
export { AuditLine, CannedReply, DeskSettings, Limits, Member, OfficeHours } from './team.ts';
export { ApiKey, WEBHOOK_EVENTS, Webhook, WebhookEvent } from './webhooks.ts';

/** Every call of the desk's API. Errors are `ApiError`; cookies carry the session, `x-csrf-token` guards every change. */
export const API = {
  ...SESSION_API,
  ...INBOX_API,
  ...CONVERSATION_API,
  ...COMPENSATION_API,
  ...COMPLAINTS_API,
  ...CAMPAIGNS_API,
  ...CUSTOMERS_API,
  ...ROOMS_API,
  ...GATE_API,
  ...INCIDENTS_API,
  ...ORDER_REQUESTS_API,
  ...TEAM_API,
  ...WEBHOOKS_API,
};
