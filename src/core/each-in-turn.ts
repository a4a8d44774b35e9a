import { errorText, isOutage } from './errors.ts';

/**
 * Does each item, one after the other, although some of them fail, so that one that always fails keeps none of the others
 * waiting. Throws afterwards what failed. Only a storage that is away ends it at once: it would fail them all.
 */
export async function eachInTurn<T>(items: Iterable<T>, act: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await act(item);
    } catch (thrown) {
      if (isOutage(thrown)) throw thrown;
      failures.push(thrown);
    }
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1)
    throw new AggregateError(failures, `${failures.length} failed, the first of them: ${errorText(failures[0])}`);
}
