import * as z from 'zod';
import { AccountId, ChannelId, PeerId } from './ids.ts';

/** Where a person (or a group) is met: never a bare string, because peer ids repeat across channels and accounts. */
export const Address = z.object({ channel: ChannelId, account: AccountId, peer: PeerId });
export type Address = z.infer<typeof Address>;

/** A text form for map keys and log lines. Injective: each part is percent-encoded. */
export function addressKey(address: Address): string {
  return [address.channel, address.account, address.peer].map(encodeURIComponent).join('/');
}

/** The address of an `addressKey`. */
export function addressOfKey(key: string): Address {
  const [channel, account, peer] = key.split('/').map(decodeURIComponent);
  return Address.parse({ channel, account, peer });
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.channel === b.channel && a.account === b.account && a.peer === b.peer;
}
