import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { TimelineItem } from '../../../../console/chat/model/timeline.ts';
import { type Address, addressKey } from '../../../../src/core/index.ts';
import { type ChannelBench, createChannelBench, settled } from '../../../support/web/channel-bench.ts';
import { createSessionBench, createStore, type SessionBench } from '../../../support/web/session-bench.ts';

let benches: ChannelBench[] = [];

function newBench(): ChannelBench {
  const bench = createChannelBench();
  benches.push(bench);
  return bench;
}

afterEach(async () => {
  await Promise.all(benches.map((bench) => bench.stop()));
  benches = [];
});

async function opened(bench: ChannelBench, store = createStore()): Promise<SessionBench> {
  const page = createSessionBench(bench, store);
  page.session.open();
  await settled();
  return page;
}

function addressOf(bench: ChannelBench, page: SessionBench): Address {
  const token = page.store.getItem('warmline//visitor') ?? '';
  return {
    channel: bench.channel.id,
    account: bench.channel.account,
    peer: token.split('.')[1] as Address['peer'],
  };
}

/** What the visitor reads, from top to bottom, without the days. */
function shown(page: SessionBench): string[] {
  return page.session.state().items.flatMap((item) => (item.kind === 'day' ? [] : [wordsOf(item)]));
}

function wordsOf(item: Exclude<TimelineItem, { kind: 'day' }>): string {
  if (item.kind === 'own')
    return `${item.state}: ${item.content.kind === 'text' ? item.content.text : item.content.kind}`;
  return `${item.author}: ${item.content.kind === 'text' ? item.content.markdown : item.content.kind}`;
}

const text = (words: string) => ({ kind: 'text' as const, text: words });

describe('a page', () => {
  test('shows what was written at once, and that it arrived', async () => {
    const bench = newBench();
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.door = () => promise;
    const page = await opened(bench);
    page.session.say(text('hello'));
    expect(shown(page)).toEqual(['sending: hello']);
    resolve();
    await settled();
    expect(shown(page)).toEqual(['sent: hello']);
    bench.transcript.addStaff(addressOf(bench, page), { kind: 'text', markdown: 'hi' }, 1);
    await settled();
    expect(shown(page)).toEqual(['sent: hello', 'bot: hi']);
  });

  test('keeps what was written without a connection, over a reload, and sends it once', async () => {
    const bench = newBench();
    const page = await opened(bench);
    page.setNetwork(false);
    await settled();
    expect(page.session.state().connection).toBe('lost');
    page.session.say(text('into the dark'));
    expect(shown(page)).toEqual(['sending: into the dark']);
    const reloaded = await opened(bench, page.store);
    expect(bench.accepted).toHaveLength(1);
    expect(shown(reloaded)).toEqual(['sent: into the dark']);
    page.setNetwork(true);
    await bench.clock.advance(60_000);
    expect(bench.accepted).toHaveLength(1);
  });

  test('whose acknowledgement was lost finds its message in the transcript and does not send another', async () => {
    const bench = newBench();
    const page = await opened(bench);
    bench.door = async () => page.wire()?.cut();
    page.session.say(text('hello'));
    await settled();
    bench.door = async () => {};
    await bench.clock.advance(60_000);
    expect(page.session.state().connection).toBe('ready');
    expect(bench.accepted).toHaveLength(1);
    expect(shown(page)).toEqual(['sent: hello']);
  });

  test('sends again by itself what the server could not keep', async () => {
    const bench = newBench();
    bench.door = async () => {
      throw new Error('the database is away');
    };
    const page = await opened(bench);
    page.session.say(text('hello'));
    await settled();
    expect(shown(page)).toEqual(['sending: hello']);
    bench.door = async () => {};
    await bench.clock.advance(2_000);
    expect(shown(page)).toEqual(['sent: hello']);
  });

  test('says that a message was refused, and lets it be removed', async () => {
    const bench = newBench();
    const page = await opened(bench);
    page.session.say(text('x'.repeat(8_001)));
    await settled();
    const item = page.session.state().items.find((one) => one.kind === 'own');
    expect(item).toMatchObject({ state: 'failed', reason: 'too-long' });
    page.session.remove(item?.id ?? '');
    expect(shown(page)).toEqual([]);
  });

  test('leaves a message that is older than a day to the visitor', async () => {
    const bench = newBench();
    const page = await opened(bench);
    page.setNetwork(false);
    page.session.say(text('long ago'));
    await bench.clock.advance(25 * 60 * 60_000);
    page.setNetwork(true);
    await bench.clock.advance(60_000);
    expect(bench.accepted).toEqual([]);
    expect(shown(page)).toEqual(['failed: long ago']);
    page.session.retry(page.session.state().items.find((one) => one.kind === 'own')?.id ?? '');
    await settled();
    expect(shown(page)).toEqual(['sent: long ago']);
  });

  test('that the server forgot begins anew under a new identity', async () => {
    const bench = newBench();
    const page = await opened(bench);
    page.session.say(text('hello'));
    await settled();
    page.store.setItem('warmline//visitor', 'v1.forged.token');
    page.wire()?.cut();
    await bench.clock.advance(60_000);
    expect(page.session.state().connection).toBe('ready');
    expect(shown(page)).toEqual([]);
  });

  test('counts what was not on the screen yet', async () => {
    const bench = newBench();
    const page = await opened(bench);
    const address = addressOf(bench, page);
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'one' }, 1);
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'two' }, 2);
    await settled();
    expect(page.session.state().unread).toBe(2);
    page.session.seen();
    await settled();
    expect(page.session.state().unread).toBe(0);
    expect(bench.transcript.seen).toEqual([{ address, revision: 2 }]);
    const reloaded = await opened(bench, page.store);
    expect(reloaded.session.state().unread).toBe(0);
  });

  test('stops showing that somebody is writing when the message is there, or after six seconds', async () => {
    const bench = newBench();
    const page = await opened(bench);
    const address = addressOf(bench, page);
    await bench.channel.typing?.(address);
    await settled();
    expect(page.session.state().typing).toBe(true);
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'one' }, 1);
    await settled();
    expect(page.session.state().typing).toBe(false);
    await bench.channel.typing?.(address);
    await bench.clock.advance(6_000);
    expect(page.session.state().typing).toBe(false);
  });

  test('tells the shop that the visitor writes, at most every three seconds', async () => {
    const bench = newBench();
    const page = await opened(bench);
    for (let letter = 0; letter < 10; letter += 1) page.session.writing();
    await bench.clock.advance(3_000);
    page.session.writing();
    await settled();
    expect(bench.transcript.customerTyping).toHaveLength(2);
  });

  test('that is not allowed here does not come back', async () => {
    const bench = newBench();
    const page = createSessionBench({ ...bench, connect: () => bench.connect({ origin: 'https://evil.example' }) });
    page.session.open();
    await settled();
    expect(page.session.state().connection).toBe('refused');
    const refusedWire = page.wire();
    await bench.clock.advance(120_000);
    expect(page.wire()).toBe(refusedWire);
  });

  test('finds a dead line by a ping that nobody answers', async () => {
    const bench = newBench();
    const page = await opened(bench);
    const dead = page.wire();
    if (dead) dead.client.send = () => {};
    await bench.clock.advance(40_000);
    expect(page.wire()).not.toBe(dead);
    expect(page.session.state().connection).toBe('ready');
  });
});

test('over any course of cuts, failures and reloads nothing is lost, doubled or out of place', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('say' as const) },
    { weight: 3, arbitrary: fc.constant('cut' as const) },
    { weight: 2, arbitrary: fc.constantFrom('offline' as const, 'online' as const) },
    { weight: 3, arbitrary: fc.constantFrom('reply' as const, 'deliver' as const, 'edit' as const) },
    { weight: 1, arbitrary: fc.constantFrom('reload' as const, 'break' as const, 'mend' as const) },
    { weight: 4, arbitrary: fc.constantFrom('turn' as const, 'wait' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const bench = createChannelBench();
      const store = createStore();
      let page = await opened(bench, store);
      const address = addressOf(bench, page);
      const written: string[] = [];
      const pendingReplies: string[] = [];
      for (const [number, what] of steps.entries()) {
        if (what === 'say') {
          written.push(`m${number}`);
          page.session.say(text(`m${number}`));
        } else if (what === 'cut') page.wire()?.cut();
        else if (what === 'offline' || what === 'online') page.setNetwork(what === 'online');
        else if (what === 'reply') {
          const reply = { kind: 'text' as const, markdown: `r${number}` };
          pendingReplies.push(bench.transcript.addStaff(address, reply, number, { delivery: 'pending' }));
        } else if (what === 'deliver') {
          const id = pendingReplies.shift();
          if (id) bench.transcript.change(address, id, { delivery: 'sent' });
        } else if (what === 'edit') {
          const last = bench.transcript.of(address).findLast((message) => message.author === 'bot');
          if (last) bench.transcript.change(address, last.id, { content: { kind: 'text', markdown: `e${number}` } });
        } else if (what === 'reload') {
          page.setNetwork(false);
          page = await opened(bench, store);
        } else if (what === 'break') {
          bench.door = async () => {
            throw new Error('the database is away');
          };
        } else if (what === 'mend') bench.door = async () => {};
        else if (what === 'turn')
          await Promise.resolve(); // lets one frame through, and perhaps not its answer
        else await bench.clock.advance(3_000);
      }
      bench.door = async () => {};
      page.setNetwork(true);
      await bench.clock.advance(120_000);

      const kept = bench.accepted.map((message) => (message.content.kind === 'text' ? message.content.text : ''));
      expect([...kept].sort()).toEqual([...written].sort());
      expect(new Set(bench.accepted.map((message) => addressKey(message.from))).size).toBeLessThanOrEqual(1);
      const transcript = bench.transcript.of(address).flatMap((message) => {
        if (message.author === 'customer') return [`sent: ${message.content.kind === 'text' && message.content.text}`];
        return message.delivery === 'sent' && message.content.kind === 'text'
          ? [`bot: ${message.content.markdown}`]
          : [];
      });
      expect(shown(page)).toEqual(transcript);
      expect(store.getItem('warmline//outbox')).toBeNull();
      await bench.stop();
    }),
    { numRuns: 300 },
  );
});
