import type { ConversationsTable, CustomersTable, MessagesTable } from './conversations.ts';
import type {
  FlowTimersTable,
  FlowVersionsTable,
  SurveyDeclinesTable,
  SurveyInvitesTable,
  SurveyResponsesTable,
} from './flows.ts';
import type { AnswerFeedbackTable, KnowledgeGapsTable } from './knowledge.ts';
import type { InboxTable, OutboxTable, ProcessesTable, SettingsTable } from './queues.ts';

/** Column types of every table. Times are milliseconds since the epoch, JSON is text: both databases read the same. */
export interface Tables {
  customers: CustomersTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  inbox: InboxTable;
  outbox: OutboxTable;
  processes: ProcessesTable;
  settings: SettingsTable;
  knowledge_gaps: KnowledgeGapsTable;
  answer_feedback: AnswerFeedbackTable;
  flow_timers: FlowTimersTable;
  flow_versions: FlowVersionsTable;
  survey_invites: SurveyInvitesTable;
  survey_responses: SurveyResponsesTable;
  survey_declines: SurveyDeclinesTable;
}
