export type { DeskParts } from './desk-parts.ts';
export { createLiveDesk } from './live-desk.ts';
export { mountApi } from './mount-api.ts';
export { recheckPrincipal } from './principal.ts';
