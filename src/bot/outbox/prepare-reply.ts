import type { Address, Channel, Reply } from '../../core/index.ts';

/** A channel may need several platform messages for one reply; each is a row of its own, so none is sent twice. */
export function prepareReply(channels: readonly Channel[], to: Address, reply: Reply): readonly Reply[] {
  const channel = channels.find(({ id, account }) => id === to.channel && account === to.account);
  return channel?.prepare?.(reply) ?? [reply];
}
