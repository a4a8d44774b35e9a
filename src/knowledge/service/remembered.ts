/** Keeps the newest results of a pure search, and lets those who ask the same at once wait for one. */
export interface Remembered<T> {
  get(key: string, search: () => Promise<T>): Promise<T>;
}

/** What many ask, word for word: a ranking of ten ids each, about a megabyte in all. */
const MOST_REMEMBERED = 1_000;
const LONGEST_KEY = 200;

export function createRemembered<T>(): Remembered<T> {
  const known = new Map<string, Promise<T>>();
  return {
    get(key, search) {
      if (key.length > LONGEST_KEY) return search();
      const found = known.get(key) ?? search();
      known.delete(key);
      known.set(key, found);
      found.catch(() => known.delete(key));
      const oldest = known.size > MOST_REMEMBERED ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      return found;
    },
  };
}
