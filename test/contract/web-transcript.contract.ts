import { describe, expect, test } from 'vitest';
import type { TranscriptChange, WebTranscript } from '../../src/channels/web/index.ts';
import type { Address } from '../../src/core/index.ts';

/** A transcript of one conversation and the means to write to it as the product does. */
export interface TranscriptBench {
  transcript: WebTranscript;
  address: Address;
  /** Keeps one customer message and these replies as one turn; the replies are pending. Returns the replies' names. */
  turn(text: string, replies: readonly string[]): Promise<readonly string[]>;
  /** Marks a reply as sent. */
  deliver(reply: string): Promise<void>;
}

/** What the web channel relies on. Each implementation of `WebTranscript` runs it. */
export function describeWebTranscript(name: string, newBench: () => Promise<TranscriptBench>): void {
  describe(`web transcript: ${name}`, () => {
    test('an address that nobody has written from is empty', async () => {
      const { transcript, address } = await newBench();
      expect(await transcript.since(address, 0, 10)).toEqual([]);
      expect(await transcript.latest(address, 10)).toEqual([]);
    });

    test('a turn comes as its messages in order, the replies pending', async () => {
      const { transcript, address, turn } = await newBench();
      await turn('hello', ['one', 'two']);
      const changes = await transcript.since(address, 0, 10);
      expect(changes.map(wordsOf)).toEqual(['customer: hello', 'bot pending: one', 'bot pending: two']);
      expect(rises(changes.map((change) => change.position))).toBe(true);
      expect(rises(changes.map((change) => change.revision))).toBe(true);
    });

    test('a delivered reply comes again, later in the changes and at its old place', async () => {
      const { transcript, address, turn, deliver } = await newBench();
      const [one] = await turn('hello', ['one', 'two']);
      const before = await transcript.since(address, 0, 10);
      const seen = before.at(-1)?.revision ?? 0;
      await deliver(one ?? '');
      const changes = await transcript.since(address, seen, 10);
      expect(changes.map(wordsOf)).toEqual(['bot sent: one']);
      expect(changes[0]?.id).toBe(before[1]?.id);
      expect(changes[0]?.position).toBe(before[1]?.position);
    });

    test('each message is there once, in its present state, however many changes it had', async () => {
      const { transcript, address, turn, deliver } = await newBench();
      const [one] = await turn('hello', ['one']);
      await deliver(one ?? '');
      expect((await transcript.since(address, 0, 10)).map(wordsOf)).toEqual(['customer: hello', 'bot sent: one']);
    });

    test('reading in pages of any size gives the same as reading at once', async () => {
      const { transcript, address, turn, deliver } = await newBench();
      for (let index = 0; index < 5; index += 1) {
        const [first] = await turn(`question ${index}`, [`a${index}`, `b${index}`]);
        await deliver(first ?? '');
      }
      const whole = (await transcript.since(address, 0, 100)).map(wordsOf);
      expect(whole).toHaveLength(15);
      for (const size of [1, 2, 7]) {
        const read: string[] = [];
        let after = 0;
        for (;;) {
          const page = await transcript.since(address, after, size);
          expect(page.length).toBeLessThanOrEqual(size);
          read.push(...page.map(wordsOf));
          const last = page.at(-1);
          if (!last) break;
          after = last.revision;
        }
        expect(read).toEqual(whole);
      }
    });

    test('the latest messages are those with the highest places', async () => {
      const { transcript, address, turn } = await newBench();
      await turn('first', ['one']);
      await turn('second', ['two']);
      const latest = [...(await transcript.latest(address, 3))].sort((a, b) => a.position - b.position);
      expect(latest.map(wordsOf)).toEqual(['bot pending: one', 'customer: second', 'bot pending: two']);
    });

    test('a subscriber hears of a turn and of a delivery, until it unsubscribes', async () => {
      const { transcript, address, turn, deliver } = await newBench();
      let heard = 0;
      const end = transcript.subscribe(address, () => {
        heard += 1;
      });
      const [one] = await turn('hello', ['one']);
      expect(heard).toBeGreaterThan(0);
      heard = 0;
      await deliver(one ?? '');
      expect(heard).toBeGreaterThan(0);
      end();
      heard = 0;
      await turn('again', []);
      expect(heard).toBe(0);
    });

    test('staff who write are heard by the visitor, and the visitor is not told of their own writing', async () => {
      const { transcript, address } = await newBench();
      let heard = 0;
      const end = transcript.onTyping(address, () => {
        heard += 1;
      });
      transcript.announceTyping(address, 'customer');
      expect(heard).toBe(0);
      transcript.announceTyping(address, 'staff');
      expect(heard).toBe(1);
      end();
      transcript.announceTyping(address, 'staff');
      expect(heard).toBe(1);
    });

    test('another visitor sees and hears nothing of it', async () => {
      const { transcript, address, turn } = await newBench();
      const stranger: Address = { ...address, peer: `${address.peer}0` as Address['peer'] };
      let heard = 0;
      transcript.subscribe(stranger, () => {
        heard += 1;
      });
      await turn('a secret', ['an answer']);
      expect(await transcript.since(stranger, 0, 10)).toEqual([]);
      expect(await transcript.latest(stranger, 10)).toEqual([]);
      expect(heard).toBe(0);
    });
  });
}

function wordsOf(change: TranscriptChange): string {
  if (change.author === 'customer') {
    return `customer: ${change.content.kind === 'text' ? change.content.text : change.content.kind}`;
  }
  const said = change.content.kind === 'text' ? change.content.markdown : change.content.kind;
  return `${change.author} ${change.delivery}: ${said}`;
}

function rises(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}
