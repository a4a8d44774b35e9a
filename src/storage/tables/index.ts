import type { CareCampaignsTable, CareRunsTable, CareTaskReceiversTable, CareTasksTable } from './campaigns.ts';
import type {
  CareHoldsTable,
  CareLedgerTable,
  DelayAlertsTable,
  DelayIncidentsTable,
  DelayWatchTable,
  OrderStagesTable,
  TransitSamplesTable,
} from './care.ts';
import type { ComplaintCountersTable, ComplaintEventsTable, ComplaintsTable } from './complaints.ts';
import type { ConversationsTable, CustomersTable, MessagesTable } from './conversations.ts';
import type {
  ConsentEventsTable,
  CorpContactsTable,
  CustomerConsentsTable,
  CustomerErasuresTable,
  CustomerJoinMovesTable,
  CustomerJoinsTable,
  CustomerProfileColumns,
  CustomerTagsTable,
  GroupMembersTable,
  GroupsTable,
  GroupTagsTable,
  OrderValuesTable,
  TagDefinitionsTable,
  TagGroupsTable,
} from './customers.ts';
import type {
  FlowTimersTable,
  FlowVersionsTable,
  SurveyDeclinesTable,
  SurveyInvitesTable,
  SurveyResponsesTable,
} from './flows.ts';
import type {
  AgentsTable,
  ApiKeysTable,
  AuditLogTable,
  CannedRepliesTable,
  CaseEventsTable,
  CasesTable,
  CompensationsTable,
  ComplaintNewsTable,
  CustomerDeskTable,
  DeskEventsTable,
  DeskViewersTable,
  HandoffMarksTable,
  MoodsTable,
  StaffLinksTable,
  StaffRelaysTable,
  StaffSessionTable,
  StaffTopicsTable,
  StaffUserTable,
  UploadsTable,
  WebhookDeliveriesTable,
  WebhooksTable,
} from './handoff.ts';
import type { AnswerFeedbackTable, KnowledgeGapsTable } from './knowledge.ts';
import type {
  OrderFeedEventsTable,
  OrderGrantsTable,
  OrderMissesTable,
  OrderRequestsTable,
  OrdersTable,
} from './orders.ts';
import type { ChannelNotesTable, InboxTable, OutboxTable, ProcessesTable, SettingsTable } from './queues.ts';

/** Column types of every table. Times are milliseconds since the epoch, JSON is text: both databases read the same. */
export interface Tables {
  customers: CustomersTable & CustomerProfileColumns;
  customer_tags: CustomerTagsTable;
  tag_groups: TagGroupsTable;
  tag_definitions: TagDefinitionsTable;
  customer_consents: CustomerConsentsTable;
  consent_events: ConsentEventsTable;
  order_values: OrderValuesTable;
  customer_joins: CustomerJoinsTable;
  customer_join_moves: CustomerJoinMovesTable;
  customer_erasures: CustomerErasuresTable;
  groups: GroupsTable;
  group_tags: GroupTagsTable;
  group_members: GroupMembersTable;
  corp_contacts: CorpContactsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  inbox: InboxTable;
  channel_notes: ChannelNotesTable;
  outbox: OutboxTable;
  processes: ProcessesTable;
  settings: SettingsTable;
  knowledge_gaps: KnowledgeGapsTable;
  answer_feedback: AnswerFeedbackTable;
  orders: OrdersTable;
  order_grants: OrderGrantsTable;
  order_misses: OrderMissesTable;
  order_requests: OrderRequestsTable;
  order_feed_events: OrderFeedEventsTable;
  order_stages: OrderStagesTable;
  care_ledger: CareLedgerTable;
  care_holds: CareHoldsTable;
  care_runs: CareRunsTable;
  care_campaigns: CareCampaignsTable;
  care_tasks: CareTasksTable;
  care_task_receivers: CareTaskReceiversTable;
  delay_watch: DelayWatchTable;
  delay_alerts: DelayAlertsTable;
  delay_incidents: DelayIncidentsTable;
  transit_samples: TransitSamplesTable;
  complaints: ComplaintsTable;
  complaint_events: ComplaintEventsTable;
  complaint_counters: ComplaintCountersTable;
  flow_timers: FlowTimersTable;
  flow_versions: FlowVersionsTable;
  survey_invites: SurveyInvitesTable;
  survey_responses: SurveyResponsesTable;
  survey_declines: SurveyDeclinesTable;
  cases: CasesTable;
  case_events: CaseEventsTable;
  moods: MoodsTable;
  handoff_marks: HandoffMarksTable;
  agents: AgentsTable;
  customer_desk: CustomerDeskTable;
  canned_replies: CannedRepliesTable;
  compensations: CompensationsTable;
  complaint_news: ComplaintNewsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  audit_log: AuditLogTable;
  desk_events: DeskEventsTable;
  desk_viewers: DeskViewersTable;
  uploads: UploadsTable;
  staff_topics: StaffTopicsTable;
  staff_relays: StaffRelaysTable;
  api_keys: ApiKeysTable;
  staff_links: StaffLinksTable;
  staff_user: StaffUserTable;
  staff_session: StaffSessionTable;
}
