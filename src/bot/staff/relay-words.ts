import { type Reply, uploadIdOf } from '../../core/index.ts';
import { type RelayParts, type TopicRow, topicOf } from './relay-parts.ts';
import { asQuote, escaped, sayInTopic } from './staff-turn.ts';
import { wordsOfMessage } from './words-of-message.ts';

/** Telegram takes 4,096; the channel would split what is longer. */
const LONGEST_RELAY = 3_500;

/** What was said since, as one message: the platform counts messages and not words. */
export async function relayWords(parts: RelayParts, row: TopicRow): Promise<number> {
  const { storage, staff, words, clock } = parts;
  const topic = topicOf(staff, row);
  if (topic === null) return 0;
  return storage.transact(async (tx) => {
    const talk = await tx
      .selectFrom('conversations')
      .innerJoin('customers', 'customers.id', 'conversations.customer_id')
      .select(['conversations.revision', 'customers.name', 'conversations.channel', 'conversations.account'])
      .where('conversations.id', '=', row.conversation_id)
      .executeTakeFirstOrThrow();
    if (talk.revision <= row.relayed_revision) return 0;
    const moved = await tx
      .updateTable('staff_topics')
      .set({ relayed_revision: talk.revision })
      .where('conversation_id', '=', row.conversation_id)
      .where('relayed_revision', '=', row.relayed_revision)
      .where('topic_key', '=', row.topic_key)
      .executeTakeFirst();
    if (moved.numUpdatedRows === 0n) return 0;
    const changed = await tx
      .selectFrom('messages')
      .leftJoin('agents', 'agents.id', 'messages.agent_id')
      .leftJoin('staff_relays', 'staff_relays.message_id', 'messages.id')
      .select(['messages.author', 'messages.content', 'messages.position', 'agents.name as agent'])
      .where('messages.conversation_id', '=', row.conversation_id)
      .where('messages.revision', '>', row.relayed_revision)
      .where('staff_relays.send_key', 'is', null)
      .orderBy('messages.position')
      .execute();
    const lines: string[] = [];
    const sameChannel = talk.channel === staff.room.channel && talk.account === staff.room.account;
    const files: Reply[] = [];
    for (const { author, content, position, agent } of changed) {
      const isNew = position > row.relayed_revision;
      // Of older lines only a customer's own can have new words; the others moved in their delivery.
      if (!isNew && author !== 'customer') continue;
      const said = wordsOfMessage(author, content);
      if (said.media && (sameChannel || uploadIdOf(said.media.ref) !== null))
        files.push({ kind: 'media', media: said.media });
      const who = author === 'customer' ? `👤 **${escaped(talk.name ?? '?')}**` : WHO[author](escaped(agent ?? ''));
      const mark = isNew ? '' : ` *(${words.say(staff.locale, 'staffEdited')})*`;
      const quote = said.quoted ? `\n\n${asQuote(said.quoted)}\n\n` : ' ';
      lines.push(`${who}${mark}:${quote}${author === 'customer' ? escaped(said.text) : said.text}`);
    }
    for (const part of joined(lines)) await sayInTopic(tx, topic, { kind: 'text', markdown: part }, clock.now());
    for (const file of files) await sayInTopic(tx, topic, file, clock.now());
    return 1;
  });
}

const WHO = {
  bot: () => '🤖',
  system: () => '⚙️',
  agent: (name: string) => `🧑‍💼 **${name}**`,
} as const;

function joined(lines: readonly string[]): string[] {
  const parts: string[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + line.length < LONGEST_RELAY) parts[parts.length - 1] = `${last}\n\n${line}`;
    else parts.push(line.slice(0, LONGEST_RELAY));
  }
  return parts;
}
