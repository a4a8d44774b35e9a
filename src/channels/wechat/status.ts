import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Standing } from './protocol.ts';

const State = z.discriminatedUnion('kind', [
  ...Standing.options,
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('down'), cause: z.string(), retryInMs: z.number() }),
  z.object({ kind: z.literal('stopped') }),
]);
/** How the process that runs Wechaty is doing. */
export type BridgeState = z.infer<typeof State>;

const Status = z.object({
  state: State,
  at: z.number(),
  starts: z.number().int(),
  bridge: z.number().int().nullable(),
});
/** What the running bot wrote down for `doctor`. `bridge` is the process id, `at` milliseconds since the epoch. */
export type WeChatStatus = z.infer<typeof Status>;

export function writeStatus(directory: string, status: WeChatStatus): void {
  const path = pathIn(directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(status), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Null when the bot has not run with WeChat yet. */
export function readStatus(directory: string): WeChatStatus | null {
  try {
    return Status.parse(JSON.parse(readFileSync(pathIn(directory), 'utf8')));
  } catch {
    return null;
  }
}

function pathIn(directory: string): string {
  return join(directory, 'status.json');
}
