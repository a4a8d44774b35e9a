import type { Workshop } from '../knowledge/index.ts';

/** What every command gets; it sets `exitCode` when it ran but found something wrong. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of all knowledge bases that the command opens; opened when it is first asked for. */
  readonly workshop: () => Promise<Workshop>;
  exitCode: number;
}
