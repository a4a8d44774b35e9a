export { type Problem, problemText } from '../content/index.ts';
export { COMPLAINT_CLOCKS, type ComplaintClocks } from './complaints/clocks.ts';
export type { Complaint, ComplaintEventKind, ComplaintGrade, ComplaintState } from './complaints/complaint.ts';
export { type ComplaintDesk, createComplaintDesk, type Deed, type Intake } from './complaints/desk.ts';
export { complaintsCsv } from './complaints/export-csv.ts';
export { type GradeReason, type GradeSignals, gradeComplaint } from './complaints/grade.ts';
export { complaintPorts } from './complaints/ports.ts';
export { listComplaints } from './complaints/repository.ts';
export { type ComplaintNews, markTold, type Overdue, overdueComplaints, untoldNews } from './complaints/sweep.ts';
export { flowGraph } from './definition/graph.ts';
export { flowJsonSchema } from './definition/json-schema.ts';
export { type FlowExample, type FlowLibrary, openFlowLibrary } from './definition/library.ts';
export { type Simulation, type SimulationOptions, simulateFlow } from './definition/simulate.ts';
export type { Moved, TurnEffect } from './drive.ts';
export type { HandoffReason } from './engine/effect.ts';
export type { FlowEvent } from './engine/event.ts';
export { isFlowChoice } from './engine/question.ts';
export { FlowRun } from './engine/run.ts';
export type { Json } from './engine/slots/heard.ts';
export { createFlows, type FlowStart, type Flows, type FlowsOptions } from './flows.ts';
export { PORTS } from './ports/catalogue.ts';
export { orderPorts } from './ports/orders.ts';
export type { Party, Port, PortCall, PortResult, Ports } from './ports/port.ts';
export {
  type DueInvite,
  declineSurveys,
  dueInvites,
  expireInvites,
  type InvitePlan,
  type InviteWish,
  planInvite,
  takeInvite,
} from './surveys/invites.ts';
export { recordSurvey, type SurveyResult, surveyResult } from './surveys/responses.ts';
export { type DueTimer, dueTimers, nextTimerAt, takeDueTimers } from './timers.ts';
