import { afterEach, describe, expect, test } from 'vitest';
import { createWebChannel } from '../../../../src/channels/web/index.ts';
import { type Address, ChoiceId, SendKey } from '../../../../src/core/index.ts';
import { type ChannelBench, createChannelBench, settled } from '../../../support/web/channel-bench.ts';
import type { Wire } from '../../../support/web/wire.ts';

let benches: ChannelBench[] = [];

function newBench(...args: Parameters<typeof createChannelBench>): ChannelBench {
  const bench = createChannelBench(...args);
  benches.push(bench);
  return bench;
}

afterEach(async () => {
  await Promise.all(benches.map((bench) => bench.stop()));
  benches = [];
});

const keyOf = (number: number): string => number.toString(16).padStart(32, '0');

async function say(wire: Wire, message: unknown): Promise<void> {
  wire.client.send(typeof message === 'string' ? message : JSON.stringify(message));
  await settled();
}

function got(wire: Wire, type: string): Array<Record<string, unknown>> {
  return wire.received.filter((message): message is Record<string, unknown> => {
    return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
  });
}

async function resumed(bench: ChannelBench, resume: Record<string, unknown> = {}) {
  const wire = bench.connect();
  await say(wire, { type: 'resume', ...resume });
  const token = String(got(wire, 'ready')[0]?.['visitor']);
  const address: Address = {
    channel: bench.channel.id,
    account: bench.channel.account,
    peer: token.split('.')[1] as Address['peer'],
  };
  return { wire, token, address };
}

describe('a message of the visitor', () => {
  test('is acknowledged only after it is kept', async () => {
    const bench = newBench();
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.door = () => promise;
    const { wire } = await resumed(bench);
    await say(wire, { type: 'message', key: keyOf(1), text: ' 你好 ' });
    expect(got(wire, 'ack')).toEqual([]);
    resolve();
    await settled();
    expect(got(wire, 'ack')).toEqual([{ type: 'ack', key: keyOf(1) }]);
    expect(bench.accepted.map((message) => message.content)).toEqual([{ kind: 'text', text: '你好' }]);
  });

  test('that could not be kept is to be sent again', async () => {
    const bench = newBench();
    bench.door = async () => {
      throw new Error('the database is away');
    };
    const { wire } = await resumed(bench);
    await say(wire, { type: 'message', key: keyOf(1), text: 'hello' });
    expect(got(wire, 'ack')).toEqual([]);
    expect(got(wire, 'nack')[0]).toMatchObject({ key: keyOf(1), reason: 'unavailable', retryAfterMs: 2000 });
    bench.door = async () => {};
    await say(wire, { type: 'message', key: keyOf(1), text: 'hello' });
    expect(got(wire, 'ack')).toHaveLength(1);
    expect(bench.accepted).toHaveLength(1);
  });

  test('comes from the visitor of the socket, in the language of the page', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench, { languages: ['fr', 'en-GB', 'zh-CN'] });
    expect(got(wire, 'ready')[0]).toMatchObject({ locale: 'en', welcome: { greeting: 'hello in en' } });
    await say(wire, { type: 'choice', key: keyOf(1), id: 'entry:a', label: 'Delivery' });
    expect(bench.accepted[0]).toMatchObject({
      from: address,
      sentAt: bench.clock.now(),
      content: { kind: 'choice', id: 'entry:a', label: 'Delivery' },
      profile: { languageTag: 'en-GB' },
    });
  });

  test('with the key of another visitor is another message', async () => {
    const bench = newBench();
    const ann = await resumed(bench);
    const ben = await resumed(bench);
    await say(ann.wire, { type: 'message', key: keyOf(1), text: 'from ann' });
    await say(ben.wire, { type: 'message', key: keyOf(1), text: 'from ben' });
    expect(new Set(bench.accepted.map((message) => message.key)).size).toBe(2);
  });

  test('of nothing but blanks is refused for good', async () => {
    const bench = newBench();
    const { wire } = await resumed(bench);
    await say(wire, { type: 'message', key: keyOf(1), text: ' \0\n' });
    expect(got(wire, 'nack')).toEqual([
      { type: 'nack', key: keyOf(1), reason: 'empty', detail: 'There is nothing to read in it.' },
    ]);
  });

  test('before the resume is refused, and the socket goes on', async () => {
    const bench = newBench();
    const wire = bench.connect();
    await say(wire, { type: 'message', key: keyOf(1), text: 'hello' });
    expect(got(wire, 'nack')[0]).toMatchObject({ key: keyOf(1), reason: 'no-resume' });
    await say(wire, 'not json');
    expect(got(wire, 'nack')[1]).toMatchObject({ key: null, reason: 'invalid' });
    expect(wire.closed).toBeNull();
  });

  test('is held back, not cut off, when they come too fast over all tabs of one visitor', async () => {
    const bench = newBench();
    const { wire, token } = await resumed(bench);
    const { wire: secondTab } = await resumed(bench, { visitor: token });
    for (let number = 1; number <= 15; number += 1) {
      await say(wire, { type: 'message', key: keyOf(number), text: `${number}` });
    }
    for (let number = 16; number <= 25; number += 1) {
      await say(secondTab, { type: 'message', key: keyOf(number), text: `${number}` });
    }
    expect(bench.accepted).toHaveLength(20);
    const refused = got(secondTab, 'nack');
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual(
      [21, 22, 23, 24, 25].map((number) => [keyOf(number), 'too-fast']),
    );
    expect(refused[0]?.['retryAfterMs']).toBeGreaterThan(0);
    expect(refused[0]?.['retryAfterMs']).toBeLessThanOrEqual(10_000);
    expect(secondTab.closed).toBeNull();
    const { wire: someoneElse } = await resumed(bench);
    await say(someoneElse, { type: 'message', key: keyOf(1), text: 'hello' });
    expect(got(someoneElse, 'ack')).toHaveLength(1);
  });
});

describe('identity', () => {
  test('a forged token gets a new identity and nothing of the conversation', async () => {
    const bench = newBench();
    const ann = await resumed(bench);
    bench.transcript.addStaff(ann.address, { kind: 'text', markdown: 'for ann' }, 1);
    const forged = `v1.${ann.address.peer}.${'A'.repeat(43)}`;
    const eve = await resumed(bench, { visitor: forged, after: 0 });
    expect(eve.address.peer).not.toBe(ann.address.peer);
    expect(JSON.stringify(eve.wire.received)).not.toContain('for ann');
  });

  test('the token brings the visitor back to their conversation', async () => {
    const bench = newBench();
    const before = await resumed(bench);
    await say(before.wire, { type: 'message', key: keyOf(1), text: 'hello' });
    const after = await resumed(bench, { visitor: before.token });
    expect(after.token).toBe(before.token);
    expect(got(after.wire, 'changes')[0]).toMatchObject({
      messages: [{ author: 'customer', key: keyOf(1), content: { kind: 'text', text: 'hello' } }],
    });
  });

  test.each([
    ['our own page', { origin: 'https://chat.example', host: 'chat.example' }, undefined],
    ['a site on the list', { origin: 'https://shop.example', host: 'chat.example' }, undefined],
    ['a program without an origin', { host: 'chat.example' }, undefined],
    ['another site', { origin: 'https://evil.example', host: 'chat.example' }, 4403],
    ['a site whose name begins like one on the list', { origin: 'https://shop.example.evil', host: 'x' }, 4403],
    ['a sandboxed frame', { origin: 'null', host: 'chat.example' }, 4403],
  ])('%s', async (_, headers, code) => {
    const bench = newBench({ allowedOrigins: ['https://shop.example'] });
    const wire = bench.connect(headers);
    await settled();
    expect(wire.closed?.code).toBe(code);
  });

  test('a page that names another site is told so', async () => {
    const bench = newBench();
    const wire = bench.connect();
    await say(wire, { type: 'resume', site: 'elsewhere' });
    expect(wire.closed?.code).toBe(4404);
  });
});

describe('what the shop says', () => {
  test('reaches the page when it is sent, and not while it may still be withdrawn', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench);
    const id = bench.transcript.addStaff(address, { kind: 'text', markdown: 'wait' }, 1, { delivery: 'pending' });
    await settled();
    expect(got(wire, 'changes').flatMap((change) => change['messages'])).toEqual([]);
    bench.transcript.change(address, id, { delivery: 'sent' });
    await settled();
    expect(got(wire, 'changes').at(-1)).toMatchObject({ messages: [{ id, author: 'bot' }], revision: 2 });
  });

  test('is edited in place', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench);
    const id = bench.transcript.addStaff(address, { kind: 'text', markdown: 'teh' }, 1, {
      author: 'agent',
      agentName: 'Lin',
    });
    await settled();
    bench.transcript.change(address, id, { content: { kind: 'text', markdown: 'the' } });
    await settled();
    const told = got(wire, 'changes').flatMap((change) => change['messages']);
    expect(told).toMatchObject([
      { id, position: 1, name: 'Lin', content: { markdown: 'teh' } },
      { id, position: 1, content: { markdown: 'the' } },
    ]);
  });

  test('resumes after the revision that was seen, and is read in pages', async () => {
    const bench = newBench();
    const { token, address } = await resumed(bench);
    for (let number = 1; number <= 120; number += 1) {
      bench.transcript.addStaff(address, { kind: 'text', markdown: `${number}` }, number);
    }
    const { wire } = await resumed(bench, { visitor: token, after: 10 });
    const told = got(wire, 'changes').flatMap((change) => change['messages']);
    expect(told).toHaveLength(110);
    expect(got(wire, 'changes').length).toBeGreaterThan(1);
    expect(got(wire, 'changes').at(-1)?.['revision']).toBe(120);
  });

  test('a page that was opened anew gets the latest 200', async () => {
    const bench = newBench();
    const { token, address } = await resumed(bench);
    for (let number = 1; number <= 300; number += 1) {
      bench.transcript.addStaff(address, { kind: 'text', markdown: `${number}` }, number);
    }
    const { wire } = await resumed(bench, { visitor: token });
    const told = got(wire, 'changes').flatMap((change) => change['messages'] as Array<{ position: number }>);
    expect(told.map((message) => message.position)).toEqual(Array.from({ length: 200 }, (_, index) => index + 101));
  });

  test('shows that somebody is writing, on every page of this visitor only', async () => {
    const bench = newBench();
    const ann = await resumed(bench);
    const ben = await resumed(bench);
    await bench.channel.typing?.(ann.address);
    await settled();
    expect(got(ann.wire, 'typing')).toHaveLength(1);
    expect(got(ben.wire, 'typing')).toHaveLength(0);
    await say(ann.wire, { type: 'typing' });
    expect(bench.transcript.customerTyping).toEqual([ann.address]);
  });

  test('is marked as seen', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench);
    await say(wire, { type: 'seen', revision: 4 });
    expect(bench.transcript.seen).toEqual([{ address, revision: 4 }]);
  });

  test('counts as sent at once, because the transcript is the mailbox', async () => {
    const bench = newBench();
    const { address } = await resumed(bench);
    const reply = { kind: 'choices' as const, prompt: '?', choices: [{ id: ChoiceId.parse('a'), label: 'A' }] };
    const result = await bench.channel.send(address, reply, SendKey.parse('s1'), new AbortController().signal);
    expect(result).toEqual({ kind: 'sent', platformId: 's1' });
    expect(bench.channel.abilities.idempotentSend).toBe(true);
  });
});

describe('a socket', () => {
  test('that reads too slowly is closed, and may resume', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench);
    wire.buffered = 5 * 1024 * 1024;
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'more' }, 1);
    await settled();
    expect(wire.closed?.code).toBe(4408);
  });

  test('that has not been heard for 80 s is closed, one that pings is not', async () => {
    const bench = newBench();
    const silent = await resumed(bench);
    const lively = await resumed(bench);
    for (let seconds = 0; seconds < 100; seconds += 25) {
      await bench.clock.advance(25_000);
      await say(lively.wire, { type: 'ping' });
    }
    expect(silent.wire.closed?.code).toBe(4409);
    expect(lively.wire.closed).toBeNull();
    expect(got(lively.wire, 'pong')).toHaveLength(4);
  });

  test('that floods with frames is closed', async () => {
    const bench = newBench();
    const { wire } = await resumed(bench);
    for (let number = 0; number < 400; number += 1) wire.client.send('{"type":"typing"}');
    await settled();
    expect(wire.closed?.code).toBe(4429);
  });

  test('finds by a ping what a lost event did not tell', async () => {
    const bench = newBench();
    const subscribe = bench.transcript.subscribe;
    bench.transcript.subscribe = () => () => {};
    const { wire, address } = await resumed(bench);
    bench.transcript.subscribe = subscribe;
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'unheard' }, 1);
    await settled();
    expect(JSON.stringify(wire.received)).not.toContain('unheard');
    await say(wire, { type: 'ping' });
    expect(JSON.stringify(wire.received)).toContain('unheard');
  });

  test('whose transcript cannot be read is closed, so that the page comes back later', async () => {
    const bench = newBench();
    const { wire, address } = await resumed(bench);
    bench.transcript.failWith(new Error('the database is away'));
    bench.transcript.addStaff(address, { kind: 'text', markdown: 'more' }, 1);
    await settled();
    expect(wire.closed?.code).toBe(1011);
  });

  test('is told to come back when the channel stops, and nothing is acknowledged that was not kept', async () => {
    const bench = newBench();
    const { promise, resolve } = Promise.withResolvers<void>();
    bench.door = () => promise;
    const { wire } = await resumed(bench);
    await say(wire, { type: 'message', key: keyOf(1), text: 'in time' });
    const stopped = bench.stop();
    await say(wire, { type: 'message', key: keyOf(2), text: 'too late' });
    resolve();
    await stopped;
    await settled();
    expect(got(wire, 'ack')).toEqual([{ type: 'ack', key: keyOf(1) }]);
    expect(bench.accepted.map((message) => message.content)).toEqual([{ kind: 'text', text: 'in time' }]);
    expect(wire.closed?.code).toBe(1012);
    const late = bench.connect();
    await settled();
    expect(late.closed?.code).toBe(1012);
  });
});

test('settings that cannot work are refused in words', () => {
  const bench = newBench();
  const wrong = { settings: { site: 'shop', secret: 'short', allowedOrigins: ['shop.example/'], defaultLocale: 'en' } };
  expect(() => createWebChannel({ ...bench, ...wrong } as never)).toThrow(/WEB_SECRET.*WEB_ALLOWED_ORIGINS/);
});
