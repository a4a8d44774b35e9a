export { isMigrated, migrate } from './migrate.ts';
export { sharedSetting } from './settings.ts';
export { type Database, type Dialect, openStorage, type Storage, type Tx } from './storage.ts';
export type { ComplaintEventsTable, ComplaintsTable } from './tables/complaints.ts';
export type { ConversationsTable, CustomersTable, MessagesTable } from './tables/conversations.ts';
export type { Tables } from './tables/index.ts';
export type { OrdersTable } from './tables/orders.ts';
export type { InboxTable, OutboxTable } from './tables/queues.ts';
