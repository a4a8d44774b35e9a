export type { TranscriptChange, WebLimits, WebShop, WebTranscript, Welcome } from './ports.ts';
export { WebSettings } from './settings.ts';
export { createVisitors, type Visitor, type Visitors } from './visitors.ts';
export { createWebChannel, type WebChannelParts } from './web-channel.ts';
