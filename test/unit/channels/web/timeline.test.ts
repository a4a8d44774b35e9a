import { describe, expect, test } from 'vitest';
import type { PendingMessage } from '../../../../console/chat/model/outbox.ts';
import { timeline } from '../../../../console/chat/model/timeline.ts';
import type { WireMessage } from '../../../../console/chat/protocol.ts';

const MORNING = new Date(2026, 10, 21, 9).getTime();
const DAY = 24 * 60 * 60_000;

let position = 0;

function place(at = MORNING) {
  position += 1;
  return { id: `m${position}`, position, at };
}

function offer(...ids: string[]): WireMessage {
  const choices = ids.map((id) => ({ id, label: id }));
  return { ...place(), author: 'bot', content: { kind: 'choices', prompt: 'Which?', choices } };
}

function bot(markdown: string, at = MORNING): WireMessage {
  return { ...place(at), author: 'bot', content: { kind: 'text', markdown } };
}

function agent(name: string): WireMessage {
  return { ...place(), author: 'agent', name, content: { kind: 'text', markdown: 'hello' } };
}

function pick(id: string): WireMessage {
  const here = place();
  return { ...here, author: 'customer', key: `key of ${here.id}`, content: { kind: 'choice', id, label: id } };
}

function waitingPick(id: string, state: PendingMessage['state']): PendingMessage {
  return { key: `waiting ${id}`, content: { kind: 'choice', id, label: id }, at: MORNING, state };
}

function pickedOf(items: ReturnType<typeof timeline>): Array<string | null> {
  return items.flatMap((item) => (item.kind === 'staff' ? [item.picked] : []));
}

describe('the timeline', () => {
  test('begins each day once', () => {
    const items = timeline([bot('a'), bot('b'), bot('c', MORNING + DAY)], [], []);
    expect(items.map((item) => item.kind)).toEqual(['day', 'staff', 'staff', 'day', 'staff']);
  });

  test('names a speaker at the beginning of what they say', () => {
    const items = timeline([bot('a'), bot('b'), agent('Lin'), agent('Lin'), agent('Wu'), bot('c')], [], []);
    const leads = items.flatMap((item) => (item.kind === 'staff' ? [item.leads] : []));
    expect(leads).toEqual([true, false, true, false, true, true]);
  });

  test('a pick uses up the latest offer of that choice and no earlier one', () => {
    const told = [offer('person', 'order'), offer('person'), pick('person')];
    expect(pickedOf(timeline(told, [], []))).toEqual([null, 'person']);
  });

  test('an offer that came after the pick can still be used', () => {
    expect(pickedOf(timeline([offer('person'), pick('person'), offer('person')], [], []))).toEqual(['person', null]);
  });

  test('a pick on its way already uses up the offer, a failed one gives it back', () => {
    const told = [offer('a', 'b')];
    expect(pickedOf(timeline(told, [], [waitingPick('a', 'sending')]))).toEqual(['a']);
    expect(pickedOf(timeline(told, [], [waitingPick('a', 'failed')]))).toEqual([null]);
  });

  test('a rating marks its button and is not shown as something that was said', () => {
    const items = timeline([offer('fb:y:e1', 'fb:n:e1'), pick('fb:y:e1')], [], []);
    expect(items.map((item) => item.kind)).toEqual(['day', 'staff']);
    expect(pickedOf(items)).toEqual(['fb:y:e1']);
  });

  test('what is on its way comes last, and once it is told it is not shown twice', () => {
    const waiting: PendingMessage = { key: 'k', content: { kind: 'text', text: 'hi' }, at: MORNING, state: 'sending' };
    const told: WireMessage = { ...place(), author: 'customer', key: 'k', content: { kind: 'text', text: 'hi' } };
    const later = bot('later');
    expect(timeline([later], [], [waiting]).map((item) => item.id)).toEqual([expect.any(String), later.id, 'k']);
    const items = timeline([told, later], [waiting], [waiting]);
    expect(items.map((item) => item.id)).toEqual([expect.any(String), 'k', later.id]);
    expect(items[1]).toMatchObject({ state: 'sent' });
  });
});
