import { type AccountId, type Address, ChannelId, PeerId } from '../../core/index.ts';

/** 微信客服: customers of a corp who write to one of its customer-service accounts. */
export const WECOM = ChannelId.parse('wecom');
/** 客户联系: customers whom employees have as contacts, and their groups. Written to by tasks only. */
export const WECOM_CONTACT = ChannelId.parse('wecom-contact');

/** Who writes, and to which of the corp's customer-service accounts. */
export interface KfPeer {
  external_userid: string;
  open_kfid: string;
}

/** "wmAbc@wkDef": the customer first, so that all accounts they write to are found by their id. */
export function addressOf(account: AccountId, { external_userid, open_kfid }: KfPeer): Address {
  return { channel: WECOM, account, peer: PeerId.parse(`${external_userid}@${open_kfid}`) };
}

/** Null when the peer was not made by this channel. */
export function kfPeerOf(peer: PeerId): KfPeer | null {
  const match = /^([\w-]{1,128})@([\w-]{1,120})$/.exec(peer);
  return match ? { external_userid: match[1] ?? '', open_kfid: match[2] ?? '' } : null;
}
