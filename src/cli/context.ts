/** What every command gets; it sets `exitCode` when it ran but found something wrong. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  exitCode: number;
}
