/** Calls once for many: the first call starts the wait, those within it are answered by the same run. */
export function gather<Key>(waitMs: number, run: (keys: ReadonlySet<Key>) => void): (key: Key) => void {
  let keys = new Set<Key>();
  return (key) => {
    if (keys.size === 0) {
      setTimeout(() => {
        const gathered = keys;
        keys = new Set();
        run(gathered);
      }, waitMs);
    }
    keys.add(key);
  };
}
