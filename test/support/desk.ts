import { createDeskVoice, type DeskVoice } from '../../src/bot/handoff/desk-voice.ts';
import { createWords } from '../../src/bot/words/words.ts';
import { AgentId, addressKey, ConversationId, CustomerId } from '../../src/core/index.ts';
import { DESK_DEFAULTS, type HandoffEffect, setPresence, writeDeskSettings } from '../../src/handoff/index.ts';
import type { AgentsTable, Storage, Tx } from '../../src/storage/index.ts';
import { addressOf } from './conversations.ts';
import { shippedFlows } from './minds.ts';

/** Every hour of every day: for tests that are not about office hours. */
export const ALWAYS_OPEN = {
  ...DESK_DEFAULTS,
  hours: {
    timeZone: 'Asia/Shanghai',
    days: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' })),
    chineseHolidays: false,
    closed: [],
  },
};

export async function keepOpen(storage: Storage): Promise<void> {
  await storage.transact((tx) => writeDeskSettings(tx, ALWAYS_OPEN));
}

export async function addAgent(
  storage: Storage,
  id: string,
  over: Partial<AgentsTable> = {},
  now = 0,
): Promise<AgentId> {
  await storage.transact(async (tx) => {
    await tx
      .insertInto('agents')
      .values({
        id,
        name: id,
        email: `${id}@shop.example`,
        role: 'agent',
        active: 1,
        joined: 1,
        locale: 'en',
        skills: '[]',
        locales: '[]',
        capacity: 5,
        limit_coupon: 1_000,
        limit_refund: 5_000,
        limit_points: 500,
        hours: null,
        presence: 'off',
        presence_since: now,
        presence_cause: 'chosen',
        idle_since: now,
        telegram: null,
        created_at: now,
        ...over,
      })
      .execute();
    if (over.presence === 'on-duty') await setPresence(tx, id, 'on-duty', now);
  });
  return AgentId.parse(id);
}

/** A stored conversation of the bot with one message of the customer. */
export async function addConversation(storage: Storage, peer: string, now = 0): Promise<ConversationId> {
  const address = addressOf(peer);
  const id = ConversationId.parse(`c-${peer}`);
  const customer = CustomerId.parse(`p-${peer}`);
  await storage.transact(async (tx) => {
    await tx.insertInto('customers').values({ id: customer, name: peer, locale: 'en', created_at: now }).execute();
    await tx
      .insertInto('conversations')
      .values({
        id,
        customer_id: customer,
        channel: address.channel,
        account: address.account,
        peer: address.peer,
        address_key: addressKey(address),
        is_group: 0,
        locale: 'en',
        owner_kind: 'bot',
        owner_case: null,
        owner_agent: null,
        epoch: 0,
        fence: 0,
        revision: 1,
        memory: '{}',
        unreachable_since: null,
        created_at: now,
        last_message_at: now,
      })
      .execute();
    await tx
      .insertInto('messages')
      .values({
        id: `m-${peer}`,
        conversation_id: id,
        position: 1,
        revision: 1,
        author: 'customer',
        agent_id: null,
        message_key: `k-${peer}`,
        content: JSON.stringify({ kind: 'text', text: 'My parcel is broken' }),
        delivery: 'received',
        at: now,
      })
      .execute();
  });
  return id;
}

/** The desk's voice with the shipped words and no channel. */
export async function testVoice(): Promise<DeskVoice> {
  return createDeskVoice({ channels: [], words: createWords('/nowhere'), flows: await shippedFlows() });
}

/** Effects are collected instead of spoken. */
export function collecting(): {
  effects: HandoffEffect[];
  apply: (tx: Tx, said: readonly HandoffEffect[]) => Promise<void>;
} {
  const effects: HandoffEffect[] = [];
  return {
    effects,
    apply: async (_tx, said) => {
      effects.push(...said);
    },
  };
}
