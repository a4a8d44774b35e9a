export { combined } from './combined.ts';
export type { Database, Tx } from './database.ts';
export { FROM_NEWER_VERSION, isFromNewerVersion, isMigrated, migrate } from './migrate.ts';
export { prepared } from './prepared.ts';
export { sharedSetting } from './settings.ts';
export { type Dialect, openStorage, type Storage } from './storage.ts';
export type { CareCampaignsTable, CareRunsTable, CareTasksTable } from './tables/campaigns.ts';
export type { CareLedgerTable, DelayAlertsTable, DelayIncidentsTable } from './tables/care.ts';
export type { ComplaintEventsTable, ComplaintsTable } from './tables/complaints.ts';
export type { ConversationsTable, CustomersTable, MessagesTable } from './tables/conversations.ts';
export type {
  AgentsTable,
  CaseEventsTable,
  CasesTable,
  CompensationsTable,
  HandoffMarksTable,
  MoodsTable,
  StaffTopicsTable,
} from './tables/handoff.ts';
export type { Tables } from './tables/index.ts';
export type { OrderRequestsTable, OrdersTable } from './tables/orders.ts';
export type { InboxTable, OutboxTable } from './tables/queues.ts';
