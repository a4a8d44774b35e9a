import { errorText, type SendResult } from '../../core/index.ts';

/** WeCom answered with an errcode: it certainly did nothing of what was asked. */
export class WeComRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(`${code} ${message}`);
    this.name = 'WeComRefusal';
    this.code = code;
  }
}

/** The call that was wanted never left this machine: no connection, or no access token. */
export class NotSentError extends Error {
  constructor(cause: unknown) {
    super(explain(cause), { cause });
    this.name = 'NotSentError';
  }
}

/**
 * Codes of an access token that is no longer good (developer.work.weixin.qq.com, 全局错误码). 40001 is there for a wrong
 * secret, which a fresh token shows at once; other WeChat platforms say it also of a token that was taken back.
 */
export const STALE_TOKEN: ReadonlySet<number> = new Set([40001, 40014, 41001, 42001]);

/** Too many calls; `-1` is WeCom's "busy". */
export const TOO_MANY: ReadonlySet<number> = new Set([45009, 45033, -1]);

/** The installation is not right: no message will go until a person has mended it, and none is to blame. */
const MISCONFIGURED: ReadonlySet<number> = new Set([
  40001, 40013, 40091, 48002, 48004, 60011, 60020, 95017, 95011, 95012,
]);

/** Now is not the time to write to this customer. Which code WeCom gives when is known second-hand only. */
const NOT_NOW: ReadonlySet<number> = new Set([95000, 95001, 95002, 95003, 95004, 95013, 95014, 95016, 95018]);

const NO_SUCH_PERSON: ReadonlySet<number> = new Set([40096, 84061]);

/** How long everything waits when WeCom says that we call too often. */
const BREATH_MS = 10_000;
/** Somebody has to change a setting; no need to ask often. */
const MEND_MS = 60_000;

/** What a failed send means. `unsure` where it may have arrived; the same msgid may then be sent again. */
export function failureOf(error: unknown): Exclude<SendResult, { kind: 'sent' }> {
  if (error instanceof NotSentError) return { kind: 'later', afterMs: null, scope: 'channel', cause: error.message };
  if (!(error instanceof WeComRefusal)) return { kind: 'unsure', cause: errorText(error) };
  const { code } = error;
  const detail = explain(error);
  if (code === -1) return { kind: 'later', afterMs: null, scope: 'chat', cause: detail };
  if (TOO_MANY.has(code)) return { kind: 'later', afterMs: BREATH_MS, scope: 'channel', cause: detail };
  if (MISCONFIGURED.has(code) || STALE_TOKEN.has(code))
    return { kind: 'later', afterMs: MEND_MS, scope: 'channel', cause: detail };
  if (NOT_NOW.has(code)) return { kind: 'refused', reason: { kind: 'forbidden' }, detail };
  if (NO_SUCH_PERSON.has(code)) return { kind: 'refused', reason: { kind: 'unreachable' }, detail };
  return { kind: 'refused', reason: { kind: 'invalid' }, detail };
}

const ADVICE: Readonly<Record<number, string>> = {
  [-1]: 'WeCom is busy; it is tried again.',
  40001: 'WeCom does not know this secret. Copy the secret of the app again to WECOM_SECRET (or WECOM_CONTACT_SECRET).',
  40013: 'WeCom does not know this corp. Copy 企业ID from 我的企业 to WECOM_CORP_ID.',
  40014:
    'WeCom does not take the access token, not even a fresh one. Check that WECOM_CORP_ID and WECOM_SECRET belong together.',
  40058: 'WeCom does not take a parameter; this is a defect of the channel.',
  40096: 'WeCom does not know this customer any more.',
  42001: 'The access token was over again at once. Check the clock of this machine.',
  45009: 'WeCom takes no more calls for now; everything waits a little.',
  48002:
    'The app may not call this part of the API. In the admin console, under 微信客服 → API (or 客户联系 → 可调用接口的应用), tick the app.',
  60011: 'The app may not see this employee. Widen 可见范围 of the app in the admin console.',
  60020:
    'The address of this server is not on the list of the app. Add it under 应用管理 → the app → 企业可信IP; the message of WeCom names it.',
  81017: 'There are too many employees in the visible range for one look. Narrow 可见范围 of the app.',
  84061: 'They are no contact of an employee any more.',
  95000: 'WeCom does not know this customer-service account.',
  95001:
    'They have been sent as many messages as WeCom allows (5 after each message of theirs); they have to write first.',
  95002: 'Their last message is more than 48 hours old; they have to write first.',
  95004: 'The customer-service account is not there any more.',
  95007: 'The token of the callback is over; messages are fetched without it.',
  95011:
    'The customer-service account is answered in WeCom itself. Hand it to the API: admin console, 微信客服 → 通过API管理微信客服账号.',
  95012: 'Customer service (微信客服) is not switched on in this corp.',
  95013: 'The talk has ended; they have to write first.',
  95014: 'Nobody of the named colleagues takes talks now: they have to be on duty (接待中) in WeCom.',
  95016: 'WeCom does not allow this change of the talk.',
  95017: 'The API of 微信客服 is switched off. Admin console: 微信客服 → API → tick the app.',
  95018:
    'The talk is in the hands of a colleague in the WeCom client, waits for one, or has ended: the API cannot write there.',
};

/** An error of any call in words that say what to do. It never holds a secret or a token. */
export function explain(error: unknown): string {
  if (!(error instanceof WeComRefusal)) return errorText(error);
  const advice = ADVICE[error.code];
  return advice === undefined ? error.message : `${advice} (${error.message})`;
}

/** A contact or a room that is not there any more, or out of sight. */
export const STALE_CONTACT: ReadonlySet<number> = new Set([40096, 84061, 49008, 40050]);
