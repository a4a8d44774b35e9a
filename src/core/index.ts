export { Address, addressKey, addressOfKey, sameAddress } from './address.ts';
export { backoffMs } from './backoff.ts';
export type {
  Channel,
  ChannelAbilities,
  ChannelNote,
  ChannelNotes,
  Endpoint,
  EndpointDescription,
  HttpEndpoint,
  HttpRequest,
  HttpResponse,
  Inbox,
  Rate,
  RefusedReason,
  SendLimits,
  SendResult,
  ServerSocket,
  SocketEndpoint,
  TopicResult,
  Topics,
} from './channel.ts';
export { type ChannelLogger, SILENT } from './channel-logger.ts';
export { cleanText, cutText } from './clean-text.ts';
export type { Clock, Random } from './clock.ts';
export { ConsentTopic } from './consent-topic.ts';
export { eachInTurn } from './each-in-turn.ts';
export type { ErrorCode } from './errors.ts';
export { errorText, isOutage, WarmlineError } from './errors.ts';
export { hotlinesIn } from './hotlines.ts';
export {
  AccountId,
  AgentId,
  CaseId,
  ChannelId,
  ChoiceId,
  ConversationId,
  CustomerId,
  EntryId,
  MessageKey,
  PeerId,
  SendKey,
} from './ids.ts';
export { LOCALES, Locale, localeOfTag } from './locale.ts';
export type { LoadedMedia, MediaSource } from './media-source.ts';
export { IncomingContent, IncomingMessage, MAX_INCOMING_TEXT, MediaRef } from './message.ts';
export { type OwnFile, type OwnFiles, uploadIdOf, uploadRef } from './own-files.ts';
export { readAtMost } from './read-at-most.ts';
export { Choice, Reply } from './reply.ts';
export { sameSecret } from './same-secret.ts';
export { plainCell, safeCell } from './spreadsheet.ts';
export { isTimeZone } from './time-zone.ts';
export { typedText } from './typed-text.ts';
export { writtenDate } from './written-date.ts';
