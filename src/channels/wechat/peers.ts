import { type AccountId, type Address, ChannelId, PeerId } from '../../core/index.ts';

export const WECHAT = ChannelId.parse('wechat');

/** Where a send goes, in Wechaty's words. */
export interface Target {
  kind: 'contact' | 'room';
  id: string;
}

const ROOM = 'room:';

/** A person has the same address in private and as the author in a room. */
export function personAddress(account: AccountId, id: string): Address {
  return { channel: WECHAT, account, peer: PeerId.parse(id) };
}

export function roomAddress(account: AccountId, id: string): Address {
  return { channel: WECHAT, account, peer: PeerId.parse(`${ROOM}${id}`) };
}

export function targetOf(peer: PeerId): Target {
  return peer.startsWith(ROOM) ? { kind: 'room', id: peer.slice(ROOM.length) } : { kind: 'contact', id: peer };
}
