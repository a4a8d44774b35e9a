import type * as z from 'zod';
import type { Role } from './common.ts';

/** Who may call it: anybody, anybody who is signed in, or these roles. Whether the object is theirs is asked besides. */
export type Who = 'anyone' | 'signed-in' | readonly Role[];

/** One call of the API: the server mounts it, OpenAPI shows it, the console calls it and the access test walks it. */
export interface EndpointSpec {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` stands for a path parameter; all of them are strings. */
  path: `/api/${string}`;
  who: Who;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The body is the bytes of a file (application/octet-stream). */
  bytes?: true;
  answer: z.ZodType;
}

/** Keeps the literal types, so that a client can be typed by the table alone. */
export function endpoint<const S extends EndpointSpec>(spec: S): S {
  return spec;
}

/** Everybody who deals with customers. */
export const DESK: readonly Role[] = ['agent', 'supervisor', 'admin'];
/** Those who look after the others. */
export const LEADS: readonly Role[] = ['supervisor', 'admin'];
/** Those who write what customers read. */
export const EDITORS: readonly Role[] = ['operator', 'supervisor', 'admin'];
export const ADMINS: readonly Role[] = ['admin'];
