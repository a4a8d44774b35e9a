import type { ErrorCode } from '../core/index.ts';

/** What a command's exit code says to a script. The numbers above 64 are those of BSD's sysexits. */
export const EXIT = {
  ok: 0,
  /** The command ran and found something wrong (lint, eval below a threshold, nothing found). */
  findings: 1,
  usage: 64,
  unavailable: 69,
  internal: 70,
  config: 78,
} as const;

export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'CONFIG_INVALID':
    case 'CHANNEL_MISCONFIGURED':
      return EXIT.config;
    case 'USAGE':
    case 'NOT_FOUND':
      return EXIT.usage;
    case 'STORAGE_UNAVAILABLE':
    case 'COORDINATION_UNAVAILABLE':
    case 'KNOWLEDGE_NOT_READY':
      return EXIT.unavailable;
    case 'KNOWLEDGE_INVALID':
    case 'FLOW_INVALID':
    case 'CARE_INVALID':
      return EXIT.findings;
    case 'STORAGE_STALE_FENCE':
    case 'MIGRATION_FAILED':
    case 'CHANNEL_PROTOCOL':
    case 'INTERNAL':
      return EXIT.internal;
    default:
      return code satisfies never;
  }
}

export const EXIT_CODES_HELP = `
Exit codes: 0 done · 1 it ran and found something wrong · 64 wrong use · 69 something needed is away ·
70 a fault of ours · 78 wrong configuration`;
