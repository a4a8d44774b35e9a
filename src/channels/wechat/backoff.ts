/** Waits between tries: 1 s, doubling, at most a minute. */
export function backoffMs(failures: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 6));
}
