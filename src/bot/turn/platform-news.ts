import { uuidv7 } from 'uuidv7';
import {
  type AgentId,
  addressKey,
  type ConversationId,
  type IncomingContent,
  type IncomingMessage,
  type Reply,
} from '../../core/index.ts';
import {
  agentWrote,
  colleagueInWeCom,
  type HandoffEffect,
  passToAgent,
  returnToBot,
  takeOver,
} from '../../handoff/index.ts';
import type { Tx } from '../../storage/index.ts';
import { findConversation } from '../conversation.ts';
import type { DeskVoice } from '../handoff/desk-voice.ts';
import { markDelivery } from '../outbox/delivery.ts';
import { markUnreachable } from '../outbox/settle.ts';
import { escaped } from '../staff/staff-turn.ts';

type News = Extract<IncomingContent, { kind: 'platform' }>['news'];

/**
 * What the platform tells about a talk, in the transaction that settles it. A colleague who answers in the platform's own
 * client takes over by the same function as everybody else; the customer sees who it is there, so we say nothing.
 */
export async function heedPlatform(tx: Tx, voice: DeskVoice, message: IncomingMessage, now: number): Promise<void> {
  const { content, from, key } = message;
  if (content.kind !== 'platform') return;
  const { news } = content;
  const talk = await findConversation(tx, from);
  // A stranger of whom we have not heard a word: there is nothing to change yet.
  if (talk === null) return;
  const settle = (effects: readonly HandoffEffect[]) =>
    voice.apply(
      tx,
      effects.filter(({ kind }) => kind === 'withdraw'),
      now,
    );
  switch (news.kind) {
    case 'undelivered':
      await markUndelivered(tx, addressKey(from), news, now);
      return;
    case 'taken': {
      await settle(await give(tx, talk.id, await colleagueInWeCom(tx, news.colleague, now), now));
      return;
    }
    case 'said': {
      const agent = await colleagueInWeCom(tx, news.colleague, now);
      await settle(await give(tx, talk.id, agent, now));
      await writeDown(tx, { conversation: talk.id, agent, key, content: news.content, at: message.sentAt });
      await agentWrote(tx, talk.id, agent, now);
      return;
    }
    case 'ended': {
      if (talk.owner.kind !== 'agent') return;
      const actor = news.colleague === '' ? 'system' : await colleagueInWeCom(tx, news.colleague, now);
      const holder = { kinds: ['agent'] as const, ...(actor === 'system' ? {} : { agent: actor }) };
      const given = await returnToBot(tx, {
        conversation: talk.id,
        actor,
        holder,
        disposition: 'solved',
        // The platform takes no message of ours until the customer writes again.
        survey: false,
        how: 'resolve',
        now,
      });
      if (given.kind === 'given-back') await settle(given.effects);
      return;
    }
    default:
      news satisfies never;
  }
}

/** The colleague has the talk already: whoever holds it with us hands it on. */
async function give(
  tx: Tx,
  conversation: ConversationId,
  agent: AgentId,
  now: number,
): Promise<readonly HandoffEffect[]> {
  const taken = await takeOver(tx, { conversation, agent, now, by: 'agent' });
  switch (taken.kind) {
    case 'taken':
      return taken.effects;
    case 'taken-by': {
      const holder = { kinds: ['agent'] as const, agent: taken.agent };
      const passed = await passToAgent(tx, { conversation, actor: agent, holder, tell: false, now }, agent);
      return passed.kind === 'passed' ? passed.effects : [];
    }
    case 'already-yours':
    case 'gone':
      return [];
    default:
      return taken satisfies never;
  }
}

async function markUndelivered(
  tx: Tx,
  address_key: string,
  { platformId, refused, detail }: Extract<News, { kind: 'undelivered' }>,
  now: number,
): Promise<void> {
  const row = await tx
    .updateTable('outbox')
    .set({ state: 'refused', detail, settled_at: now })
    .where('address_key', '=', address_key)
    // It may tell us before our own call has come back.
    .where((each) => each.or([each('platform_id', '=', platformId), each('send_key', '=', platformId)]))
    .where('state', 'in', ['sent', 'sending', 'unsure'])
    .returningAll()
    .executeTakeFirst();
  if (!row) return;
  await markDelivery(tx, row, 'refused');
  if (refused) await markUnreachable(tx, row, detail, now);
}

/** A line of the talk that has its send behind it. */
async function writeDown(
  tx: Tx,
  said: {
    conversation: ConversationId;
    agent: AgentId;
    key: string;
    content: Extract<News, { kind: 'said' }>['content'];
    at: number;
  },
): Promise<void> {
  const { revision } = await tx
    .updateTable('conversations')
    .set((builder) => ({ revision: builder('revision', '+', 1), last_message_at: said.at }))
    .where('id', '=', said.conversation)
    .returning('revision')
    .executeTakeFirstOrThrow();
  const { content } = said;
  const reply: Reply =
    content.kind === 'text'
      ? { kind: 'text', markdown: escaped(content.text) }
      : { kind: 'media', media: content.media };
  await tx
    .insertInto('messages')
    .values({
      id: uuidv7(),
      conversation_id: said.conversation,
      position: revision,
      revision,
      author: 'agent',
      agent_id: said.agent,
      message_key: said.key,
      content: JSON.stringify(reply),
      delivery: 'sent',
      at: said.at,
    })
    .execute();
}
