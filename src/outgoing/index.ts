export { type GuardedAnswer, type GuardedRequest, guardedRequest } from './guarded-request.ts';
export { isPrivateAddress } from './private-address.ts';
export { readText } from './read-text.ts';
