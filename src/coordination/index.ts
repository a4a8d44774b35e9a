export { type Coordination, openCoordination } from './coordination.ts';
export type { Events } from './events.ts';
export type { Lanes, Lease } from './lanes.ts';
export type { Limits } from './limits.ts';
