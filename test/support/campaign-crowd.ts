import { createCampaignDesk, createGate, writeGateRules } from '../../src/care/index.ts';
import { addressKey, ChannelId } from '../../src/core/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import type { TelegramPeer } from './telegram/index.ts';

/** Ids of the crowd's chats begin here, out of the way of everybody else. */
const FIRST_CHAT = 7_000_000;
const DAY_MS = 86_400_000;

/** Customers on a Telegram who have agreed to be written to, and a campaign for all of them that is confirmed and due. */
export async function campaignForCrowd(
  storage: Storage,
  peer: TelegramPeer,
  size: number,
  change: { perMinute?: number } = {},
): Promise<{ campaign: string; chats: number[]; desk: ReturnType<typeof createCampaignDesk> }> {
  const now = Date.now();
  const chats = Array.from({ length: size }, (_, index) => FIRST_CHAT + index);
  for (const id of chats) await peer.commands.addUser({ id, firstName: `C${id}`, languageCode: 'en' });
  await addCrowd(storage, chats, accountOf(peer), now, {});
  return { chats, ...(await writeToCrowd(storage, size, change)) };
}

/** The bot of a peer. */
export function accountOf(peer: TelegramPeer): string {
  return peer.token.slice(0, peer.token.indexOf(':'));
}

/** A campaign for a crowd that is there already. */
export async function writeToCrowd(
  storage: Storage,
  size: number,
  change: { perMinute?: number } = {},
): Promise<{ campaign: string; desk: ReturnType<typeof createCampaignDesk> }> {
  const now = Date.now();
  // The clock of the machine may say night.
  await storage.transact((tx) =>
    writeGateRules(tx, {
      quiet: { from: '00:00', to: '00:00' },
      perDay: 20,
      perWeek: 50,
      badMoodHours: 24,
      keptForAnswers: { alert: 1, care: 3 },
    }),
  );
  const abilitiesOf = () => ({ proactive: { kind: 'free' as const } });
  const timeZone = 'Asia/Shanghai';
  const desk = createCampaignDesk({ storage, gate: createGate({ abilitiesOf, timeZone }), abilitiesOf, timeZone });
  const writer = { actor: 'anna', now };
  const { id } = await desk.create(
    'For all',
    {
      target: { kind: 'people', audience: { tag: 'crowd' }, everyone: true },
      topic: 'care',
      channels: [ChannelId.parse('telegram')],
      variants: [{ name: 'a', weight: 1, text: { 'zh-CN': '你好', en: 'campaign-word for {name|you}' } }],
      buttons: [],
      holdout: 0,
      goal: null,
      life: DAY_MS,
      perMinute: change.perMinute ?? 60_000,
      canary: false,
    },
    writer,
  );
  await desk.submit(id, writer);
  if (size > 500) await desk.decide(id, true, 1, { actor: 'ben', now });
  const scheduled = await desk.schedule(id, size, now, writer);
  if (scheduled.kind !== 'done') throw new Error(JSON.stringify(scheduled));
  return { campaign: id, desk };
}

/** Customers with a Telegram conversation each; they carry a tag, and have agreed to care messages. */
export async function addCrowd(
  storage: Storage,
  chats: readonly number[],
  account: string,
  now: number,
  { consent = true, tag = 'crowd' }: { consent?: boolean; tag?: string },
): Promise<void> {
  for (let at = 0; at < chats.length; at += 500) {
    const slice = chats.slice(at, at + 500);
    const before = now - 30 * DAY_MS;
    await storage.transact(async (tx) => {
      await tx
        .insertInto('customers')
        .values(
          slice.map((chat) => ({
            id: `p-${chat}`,
            name: `C${chat}`,
            locale: 'en',
            created_at: before,
            marks: `|p|t:${tag}|${consent ? 'c:care+|' : ''}a:telegram|r|`,
          })),
        )
        .execute();
      await tx
        .insertInto('customer_tags')
        .values(slice.map((chat) => ({ customer_id: `p-${chat}`, tag, source: 'test', at: before })))
        .execute();
      if (consent)
        await tx
          .insertInto('customer_consents')
          .values(
            slice.map((chat) => ({ customer_id: `p-${chat}`, topic: 'care', granted: 1, source: 'test', at: before })),
          )
          .execute();
      await tx
        .insertInto('conversations')
        .values(
          slice.map((chat) => {
            const address = {
              channel: ChannelId.parse('telegram'),
              account: account as never,
              peer: String(chat) as never,
            };
            return {
              id: `c-${chat}`,
              customer_id: `p-${chat}`,
              ...address,
              address_key: addressKey(address),
              locale: 'en',
              owner_kind: 'bot' as const,
              epoch: 0,
              fence: 1,
              revision: 0,
              memory: '{}',
              created_at: before,
              last_message_at: before,
            };
          }),
        )
        .execute();
    });
  }
}
