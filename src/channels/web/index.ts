export type { TranscriptChange, WebLimits, WebShop, WebTranscript } from './ports.ts';
export { WebSettings } from './settings.ts';
export { createVisitors } from './visitors.ts';
export { createWebChannel } from './web-channel.ts';
