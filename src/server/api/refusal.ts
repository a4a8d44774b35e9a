import type { ApiErrorCode } from '../contract/index.ts';

const STATUS: Record<ApiErrorCode, number> = {
  bad_request: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  not_allowed: 403,
  not_same_origin: 403,
  not_found: 404,
  already_taken: 409,
  not_holder: 409,
  customer_wrote: 409,
  wrong_state: 409,
  shortcut_taken: 409,
  over_limit: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
  internal: 500,
};

const MESSAGE: Record<ApiErrorCode, string> = {
  bad_request: 'The request does not have the form that /docs describes.',
  not_signed_in: 'Sign in first.',
  wrong_credentials: 'This e-mail address and password do not belong together.',
  not_allowed: 'Your role may not do this.',
  not_same_origin: 'Reload the page and try again: the token of this session was missing or wrong.',
  not_found: 'There is nothing here.',
  already_taken: 'A colleague was faster.',
  not_holder: 'Somebody else has this conversation. Take it over first.',
  customer_wrote: 'The customer wrote while you typed. Read it, then send again.',
  wrong_state: 'This is not possible in the present state.',
  shortcut_taken: 'Another canned reply in this language has this shortcut. Choose another shortcut.',
  over_limit: 'This is more than anybody may grant.',
  too_large: 'This is too large.',
  too_many: 'Too many attempts. Wait a little.',
  unavailable: 'Nothing was done. Try again in a moment.',
  internal: 'Something went wrong here. It has been logged; try again.',
};

interface RefusalDetail {
  message?: string;
  by?: string;
  revision?: number;
  retryAfterMs?: number;
}

/** How a call of the API ends that is not carried out. Thrown, because it ends the call wherever it is found out. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: { error: { code: ApiErrorCode; message: string } & RefusalDetail };

  constructor(code: ApiErrorCode, detail: RefusalDetail = {}) {
    super(detail.message ?? MESSAGE[code]);
    this.name = 'Refusal';
    this.status = STATUS[code];
    this.body = { error: { ...detail, code, message: this.message } };
  }
}

/** The same words for "not there" and "not yours": nobody can find out which ids exist. */
export function notFound(): Refusal {
  return new Refusal('not_found');
}
