import * as z from 'zod';

/** What a person at the desk may be. One person has one role; `supervisor` includes what an agent may do, `admin` everything. */
export const ROLES = ['agent', 'supervisor', 'operator', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Where customers can be met; what is not connected here may still stand in an audience. */
export const CHANNELS = ['telegram', 'web', 'wecom', 'wecom-contact', 'wechat'] as const;

/** Positions and revisions are 32 bits wide: PostgreSQL refuses to compare them with more. */
export const LARGEST_REVISION = 2 ** 31 - 1;

/** Milliseconds since the Unix epoch. */
export const Time = z.number().int();
export const Locale = z.enum(['zh-CN', 'en']);
export const Id = z.string().min(1).max(64);
/** What a customer consents to or refuses. */
export const Topic = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** Every refusal of the API has this body. `code` is for programs, `message` says to a person what to do. */
export const ApiError = z.object({
  error: z.object({
    code: z.enum([
      'bad_request', // 400: the request does not have the form that is documented
      'not_signed_in', // 401
      'wrong_credentials', // 401: e-mail address and password do not belong together
      'not_allowed', // 403: this role may not do this
      'not_same_origin', // 403: CSRF: the token is missing or wrong
      'not_found', // 404: not there, or not yours; nobody can tell which
      'already_taken', // 409: a colleague was first; `by` says who
      'not_holder', // 409: only who holds the conversation may do this; take it first
      'customer_wrote', // 409: the customer wrote while you typed; `revision` is the newest
      'wrong_state', // 409: the case is in a state in which this makes no sense
      'shortcut_taken', // 409: another canned reply in this language has this shortcut
      'over_limit', // 409: more than may be granted even with approval
      'too_large', // 413
      'too_many', // 429: `retryAfterMs` says when to try again
      'unavailable', // 503: nothing was done; try again
      'internal', // 500: it has been logged
    ]),
    message: z.string(),
    by: z.string().optional(),
    revision: z.number().int().optional(),
    retryAfterMs: z.number().int().optional(),
  }),
});
export type ApiError = z.infer<typeof ApiError>;
export type ApiErrorCode = ApiError['error']['code'];

/** Pages are asked for with the `next` of the page before. A cursor is opaque and stays good while rows come and go. */
export const PageQuery = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Answer of an action that has nothing to tell. */
export const Done = z.object({ done: z.literal(true) });

/** Somebody at the desk, as the others see them. */
export const Colleague = z.object({ id: Id, name: z.string() });
export type Colleague = z.infer<typeof Colleague>;
