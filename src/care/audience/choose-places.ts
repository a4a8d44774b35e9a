import type { CustomerId } from '../../core/index.ts';
import type { Database, Tx } from '../../storage/index.ts';
import { type PlaceToSay, placesToSay } from '../gate/places.ts';
import type { AbilitiesOf } from '../gate/standing.ts';

export interface ChosenPlace extends PlaceToSay {
  /** Nothing reaches this person until they come back: it waits, and is dropped when it expires. */
  waitsForVisit: boolean;
}

/** Where each of them is written to: the first of the wanted channels that they can be met in; none wanted: the best one. */
export async function choosePlaces(
  db: Database | Tx,
  customers: readonly CustomerId[],
  abilitiesOf: AbilitiesOf,
  channels: readonly string[],
): Promise<Map<CustomerId, ChosenPlace>> {
  const chosen = new Map<CustomerId, ChosenPlace>();
  const wishes = channels.length === 0 ? [{}] : channels.map((channel) => ({ channel }));
  for (const wish of wishes) {
    const missing = customers.filter((customer) => !chosen.has(customer));
    for (const [customer, place] of await placesToSay(db, missing, abilitiesOf, wish)) {
      const waitsForVisit = abilitiesOf(place.channel, place.account)?.proactive.kind === 'visit';
      if (place.reachable || wish === wishes.at(-1)) chosen.set(customer, { ...place, waitsForVisit });
    }
  }
  return chosen;
}
