import { AgentId, type ConversationId, type MediaRef } from '../../../core/index.ts';
import {
  announce,
  audit,
  type HandoffEffect,
  noteEvent,
  openCase,
  openCaseOf,
  passToAgent,
  passToQueue,
  returnToBot,
  setDeskCustomer,
  snooze,
  takeOver,
  untilSendsSettled,
} from '../../../handoff/index.ts';
import type { Tx } from '../../../storage/index.ts';
import type { CONVERSATION_API } from '../../contract/conversation.ts';
import { namesOf } from '../case-brief.ts';
import { conversationDetail, customerProfile, eventOf, threadOf } from '../conversation-view.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import { noteViewer } from '../live-desk.ts';
import { fileOfMessage } from '../message-file.ts';
import { textOfMessage } from '../message-text.ts';
import type { Principal } from '../principal.ts';
import { notFound, Refusal } from '../refusal.ts';
import { uploadedFiles } from '../uploads.ts';
import { seesAll, visibleConversation } from '../visibility.ts';

const MOST_SUGGESTIONS = 3;

export const conversationCalls: Handlers<keyof typeof CONVERSATION_API> = {
  conversation: async (parts, call) => conversationDetail(parts, call.who, await seen(parts, call)),
  async thread(parts, call) {
    return threadOf(parts.storage, await seen(parts, call), call.query);
  },
  async media(parts, call) {
    const conversation = await seen(parts, call);
    const { name, bytes, picture } = await fileOfMessage(parts, conversation, call.params['message'] ?? '');
    const shown = call.query.preview;
    if (shown && picture === null) throw notFound();
    return call.reply
      .header(
        'content-disposition',
        `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}`,
      )
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, max-age=3600')
      .type(shown && picture !== null ? picture.mimeType : 'application/octet-stream')
      .send(bytes);
  },
  async take(parts, call) {
    const conversation = await seen(parts, call);
    const agent = call.who.agent.id;
    await act(parts, call, 'case.take', conversation, async (tx) => {
      const taken = await takeOver(tx, { conversation, agent, now: call.now, by: 'agent' });
      switch (taken.kind) {
        case 'taken':
          return taken.effects;
        case 'already-yours':
          return [];
        case 'taken-by':
          throw new Refusal('already_taken', { by: taken.name });
        case 'gone':
          throw notFound();
        default:
          return taken satisfies never;
      }
    });
    // Answered only now: for the agent no bot message starts out after this.
    await untilSendsSettled(parts.storage.db, parts.clock, conversation);
    return conversationDetail(parts, call.who, conversation);
  },
  returnToBot: (parts, call) => giveBack(parts, call, 'return', call.body.disposition, call.body.survey, undefined),
  resolve: (parts, call) => giveBack(parts, call, 'resolve', call.body.disposition, call.body.survey, call.body.note),
  async transfer(parts, call) {
    const conversation = await seen(parts, call);
    const { to, note, tell } = call.body;
    await act(parts, call, 'case.transfer', conversation, async (tx) => {
      if (note !== undefined) await addNote(tx, conversation, call.who, note, call.now);
      const passing = { conversation, actor: call.who.agent.id, holder: holderOf(call.who), tell, now: call.now };
      const passed =
        to.kind === 'agent'
          ? await passToAgent(tx, passing, AgentId.parse(to.agent))
          : await passToQueue(tx, passing, { skill: to.skill, reason: 'transferred' });
      if (passed.kind === 'passed') return passed.effects;
      if (passed.kind === 'not-holder') throw new Refusal('not_holder');
      throw new Refusal('wrong_state', { message: 'This colleague does not take conversations.' });
    });
    return conversationDetail(parts, call.who, conversation);
  },
  async snooze(parts, call) {
    const conversation = await seen(parts, call);
    if (call.body.until <= call.now)
      throw new Refusal('bad_request', { message: 'Choose a time that is still to come.' });
    await act(parts, call, 'case.snooze', conversation, async (tx) => {
      if (call.body.note !== undefined) await addNote(tx, conversation, call.who, call.body.note, call.now);
      const snoozing = { conversation, agent: call.who.agent.id, until: call.body.until, now: call.now };
      if (!(await snooze(tx, snoozing))) throw new Refusal('not_holder');
      return [];
    });
    return conversationDetail(parts, call.who, conversation);
  },
  async note(parts, call) {
    const conversation = await seen(parts, call);
    const id = await parts.storage.transact((tx) => addNote(tx, conversation, call.who, call.body.text, call.now));
    parts.committed();
    const row = await parts.storage.db
      .selectFrom('case_events')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return eventOf(row, await namesOf(parts.storage.db));
  },
  async reply(parts, call) {
    const conversation = await seen(parts, call);
    const { key, text, uploads, seen: position, anyway } = call.body;
    if (text === '' && uploads.length === 0) throw new Refusal('bad_request', { message: 'Write something first.' });
    const files: MediaRef[] = await uploadedFiles(parts, uploads, call.who.agent.id);
    const said = await parts.storage.transact((tx) =>
      parts.voice.say(tx, {
        conversation,
        agent: call.who.agent.id,
        key,
        text,
        files,
        seen: anyway ? null : position,
        now: call.now,
      }),
    );
    if (said.kind === 'not-holder') throw new Refusal('not_holder');
    if (said.kind === 'customer-wrote') throw new Refusal('customer_wrote', { revision: said.position });
    parts.committed();
    const thread = await threadOf(parts.storage, conversation, { limit: 60 });
    const messages = thread.messages.filter(({ id }) => said.messages.includes(id));
    return { messages, revision: thread.revision };
  },
  async retryMessage(parts, call) {
    const conversation = await seen(parts, call);
    const row = await parts.storage.db
      .selectFrom('outbox')
      .select('id')
      .where('conversation_id', '=', conversation)
      .where('message_id', '=', call.params['message'] ?? '')
      .where('state', 'in', ['unsure', 'dead', 'refused', 'expired'])
      .executeTakeFirst();
    if (!row) throw notFound();
    if (!(await parts.retrySend(row.id))) throw new Refusal('wrong_state');
    parts.committed();
    return { done: true };
  },
  async typing(parts, call) {
    const conversation = await seen(parts, call);
    const agent = call.who.agent.id;
    const talk = await parts.storage.db
      .selectFrom('conversations')
      .select(['address_key', 'owner_agent'])
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    parts.live.watch(agent, conversation, talk.address_key);
    if (call.body.typing && talk.owner_agent === agent) parts.events.publish(`typing:staff:${talk.address_key}`);
    const fresh = await noteViewer(parts.storage, { conversation, agent, typing: call.body.typing }, call.now);
    if (fresh) {
      await parts.storage.transact((tx) => announce(tx, { kind: 'viewers', conversation, customer: false }, call.now));
      parts.committed();
    }
    return { done: true };
  },
  async suggestions(parts, call) {
    const conversation = await seen(parts, call);
    const text = call.query.q ?? (await lastQuestion(parts, conversation));
    if (text === null) return { items: [] };
    const talk = await parts.storage.db
      .selectFrom('conversations')
      .select('locale')
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    const locale = talk.locale === 'en' ? 'en' : 'zh-CN';
    const found = await parts.knowledge.ask({ text, locale });
    const nearest = found.kind === 'answer' ? found.sources : found.nearest;
    const items = nearest.slice(0, MOST_SUGGESTIONS).flatMap((source) => {
      const answer = parts.knowledge.answerOf(source.entry, locale);
      if (!answer) return [];
      const confidence = source === nearest[0] ? found.confidence : 0;
      const { entry, question, article } = source;
      return [{ entry, question, markdown: answer.markdown, source: article, confidence }];
    });
    return { items };
  },
  async setCustomer(parts, call) {
    const conversation = await seen(parts, call);
    const { name, tags, tier, ownAgent } = call.body;
    if ((tier !== undefined || ownAgent !== undefined) && !seesAll(call.who)) throw new Refusal('not_allowed');
    const talk = await parts.storage.db
      .selectFrom('conversations')
      .select('customer_id')
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    await act(parts, call, 'customer.set', conversation, async (tx) => {
      if (name !== undefined) {
        await tx
          .updateTable('customers')
          .set({ name: name || null })
          .where('id', '=', talk.customer_id)
          .execute();
      }
      const change = {
        ...(tags === undefined ? {} : { tags }),
        ...(tier === undefined ? {} : { tier }),
        ...(ownAgent === undefined ? {} : { ownAgent }),
      };
      await setDeskCustomer(tx, talk.customer_id, change, call.who.agent.id, call.now);
      await announce(tx, { kind: 'conversation', conversation }, call.now);
      return [];
    });
    return customerProfile(parts.storage.db, talk.customer_id);
  },
  async openCase(parts, call) {
    const conversation = await seen(parts, call);
    const { reason, skill } = call.body;
    await act(parts, call, 'case.open', conversation, async (tx) => {
      const need = { conversation, reasons: [reason], skill, fastLane: reason === 'fast-lane' };
      return (await openCase(tx, { ...need, actor: call.who.agent.id, now: call.now })).effects;
    });
    return conversationDetail(parts, call.who, conversation);
  },
};

type AnyCall = Pick<Call, 'who' | 'params' | 'now' | 'ip'>;

function seen({ storage }: DeskParts, { who, params }: AnyCall): Promise<ConversationId> {
  return visibleConversation(storage.db, who, params['conversation']);
}

/** One transaction: the deed, what it makes the desk say, and the line in the audit log. */
async function act(
  parts: DeskParts,
  { who, now, ip }: AnyCall,
  action: string,
  conversation: ConversationId,
  work: (tx: Tx) => Promise<readonly HandoffEffect[]>,
): Promise<void> {
  await parts.storage.transact(async (tx) => {
    await parts.voice.apply(tx, await work(tx), now);
    await audit(tx, { actor: who.actor, action, object: `conversation:${conversation}`, ip }, now);
  });
  parts.committed();
}

/** Whose it has to be: one's own, or, for leads, anybody's. */
function holderOf(who: Principal) {
  return seesAll(who) ? { kinds: ['queue', 'agent'] as const } : { kinds: ['agent'] as const, agent: who.agent.id };
}

async function giveBack(
  parts: DeskParts,
  call: AnyCall,
  how: 'return' | 'resolve',
  disposition: string,
  survey: boolean,
  note: string | undefined,
) {
  const conversation = await seen(parts, call);
  await act(parts, call, `case.${how}`, conversation, async (tx) => {
    if (note !== undefined) await addNote(tx, conversation, call.who, note, call.now);
    const given = await returnToBot(tx, {
      conversation,
      actor: call.who.agent.id,
      holder: holderOf(call.who),
      disposition,
      survey,
      how,
      now: call.now,
    });
    if (given.kind === 'not-holder') throw new Refusal('not_holder');
    return given.effects;
  });
  return conversationDetail(parts, call.who, conversation);
}

async function addNote(
  tx: Tx,
  conversation: ConversationId,
  who: Principal,
  text: string,
  now: number,
): Promise<string> {
  const open = await openCaseOf(tx, conversation);
  const event = { case: open?.id ?? '', conversation, kind: 'note' as const, actor: who.agent.id, detail: text };
  const id = await noteEvent(tx, event, now);
  await announce(tx, { kind: 'conversation', conversation }, now);
  return id;
}

async function lastQuestion({ storage }: DeskParts, conversation: ConversationId): Promise<string | null> {
  const row = await storage.db
    .selectFrom('messages')
    .select(['author', 'content'])
    .where('conversation_id', '=', conversation)
    .where('author', '=', 'customer')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? textOfMessage(row.author, row.content) : null;
}
