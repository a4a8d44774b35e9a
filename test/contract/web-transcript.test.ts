import { findConversation, saveTurn } from '../../src/bot/conversation.ts';
import { markDelivery } from '../../src/bot/outbox/delivery.ts';
import { createWebTranscript } from '../../src/composition/web-transcript.ts';
import { createMemoryEvents } from '../../src/coordination/events.ts';
import { addressKey } from '../../src/core/index.ts';
import { addressOf, newConversation } from '../support/conversations.ts';
import { describeStorages } from '../support/storage.ts';
import { createArrayTranscript } from '../support/web/array-transcript.ts';
import { describeWebTranscript } from './web-transcript.contract.ts';

const NOW = 1_800_000_000_000;

describeWebTranscript('arrays, as tests use them', async () => {
  const transcript = createArrayTranscript();
  const address = addressOf('ann');
  let written = 0;
  return {
    transcript,
    address,
    async turn(text, replies) {
      written += 1;
      transcript.addCustomer(address, `k${written}`, { kind: 'text', text }, NOW);
      return replies.map((markdown) =>
        transcript.addStaff(address, { kind: 'text', markdown }, NOW, { delivery: 'pending' }),
      );
    },
    async deliver(reply) {
      transcript.change(address, reply, { delivery: 'sent' });
    },
  };
});

describeStorages('the committed transcript', (newStorage) => {
  describeWebTranscript('SQL', async () => {
    const storage = await newStorage();
    const events = createMemoryEvents();
    const address = addressOf('ann');
    const fresh = newConversation('ann');
    const tell = () => events.publish(`conversation:${addressKey(address)}`);
    let written = 0;
    return {
      transcript: createWebTranscript(storage, events),
      address,
      async turn(text, replies) {
        written += 1;
        const names = replies.map((_, index) => `r${written}-${index}`);
        const conversation = (await findConversation(storage.db, address)) ?? fresh;
        const question = {
          id: `q${written}`,
          author: 'customer' as const,
          key: `k${written}`,
          content: { kind: 'text', text },
          delivery: 'received' as const,
          at: NOW,
        };
        const answers = replies.map((markdown, index) => ({
          id: names[index] ?? '',
          author: 'bot' as const,
          key: names[index] ?? '',
          content: { kind: 'text', markdown },
          delivery: 'pending' as const,
          at: NOW,
        }));
        const messages = [question, ...answers];
        await storage.transact((tx) =>
          saveTurn(tx, {
            conversation,
            token: conversation.fence + 1,
            now: NOW,
            messages,
            profileName: null,
            heard: true,
          }),
        );
        tell();
        return names;
      },
      async deliver(reply) {
        const row = { id: 0, priority: 1, send_key: reply, message_id: reply, conversation_id: fresh.id };
        await storage.transact((tx) => markDelivery(tx, row, 'sent'));
        tell();
      },
    };
  });
});
