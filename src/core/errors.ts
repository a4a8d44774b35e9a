/** Every fault that Warmline itself raises. `code` is what programs read, `message` says the next step to a person. */
export type ErrorCode =
  | 'CONFIG_INVALID'
  | 'STORAGE_UNAVAILABLE'
  | 'STORAGE_STALE_FENCE'
  | 'MIGRATION_FAILED'
  | 'COORDINATION_UNAVAILABLE'
  | 'CHANNEL_MISCONFIGURED'
  | 'CHANNEL_PROTOCOL'
  | 'KNOWLEDGE_INVALID'
  | 'KNOWLEDGE_NOT_READY'
  | 'FLOW_INVALID'
  | 'CARE_INVALID'
  | 'USAGE'
  | 'NOT_FOUND'
  | 'INTERNAL';

export class WarmlineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'WarmlineError';
    this.code = code;
  }
}

/** The database is away or takes no writes: not the fault of whoever asked, and said once by whoever watches it. */
export function isOutage(thrown: unknown): boolean {
  return thrown instanceof WarmlineError && thrown.code === 'STORAGE_UNAVAILABLE';
}

/** For logs and stored rows: the message chain of an unknown thrown value, causes included, in one line. */
export function errorText(thrown: unknown): string {
  const parts: string[] = [];
  let current: unknown = thrown;
  for (let depth = 0; current !== undefined && current !== null && depth < 5; depth += 1) {
    parts.push(current instanceof Error ? current.message : String(current));
    current = current instanceof Error ? current.cause : undefined;
  }
  return parts.join(' <- ').replace(/\s+/g, ' ').slice(0, 2000);
}
