import { expect, test } from 'vitest';
import { AgentId } from '../../../src/core/index.ts';
import { type Candidate, chooseAgent } from '../../../src/handoff/index.ts';

const agent = (id: string, over: Partial<Candidate> = {}): Candidate => ({
  id: AgentId.parse(id),
  skills: [],
  locales: [],
  capacity: 4,
  holding: 0,
  idleSince: 0,
  ...over,
});
const waiting = {
  skill: null,
  locale: 'en',
  tier: 'standard',
  ownAgent: null,
  firstAgent: null,
  notAgain: new Set<string>(),
};

test('who helped first comes before everybody else, while they have room', () => {
  const team = [agent('ann'), agent('bob', { holding: 3 })];
  expect(chooseAgent({ ...waiting, firstAgent: 'bob' }, team)).toBe('bob');
  expect(chooseAgent({ ...waiting, firstAgent: 'bob' }, [agent('ann'), agent('bob', { holding: 4 })])).toBe('ann');
});

test('a VIP’s own agent comes before who helped first; for others an own agent means nothing', () => {
  const both = { ...waiting, ownAgent: 'ann', firstAgent: 'bob' };
  expect(chooseAgent({ ...both, tier: 'vip' }, [agent('ann'), agent('bob')])).toBe('ann');
  expect(chooseAgent(both, [agent('ann'), agent('bob')])).toBe('bob');
});

test('skill is a must, language a wish', () => {
  const team = [agent('ann', { locales: ['zh-CN'] }), agent('bob', { skills: ['returns'], locales: ['zh-CN'] })];
  expect(chooseAgent({ ...waiting, skill: 'returns' }, team)).toBe('bob');
  expect(chooseAgent({ ...waiting, skill: 'repairs' }, team)).toBeNull();
  expect(chooseAgent({ ...waiting, skill: 'returns', firstAgent: 'ann' }, team)).toBe('bob');
  expect(chooseAgent(waiting, [...team, agent('cy', { locales: ['en'], holding: 3 })])).toBe('cy');
});

test('the smallest load, then the longest idle', () => {
  expect(chooseAgent(waiting, [agent('ann', { holding: 2 }), agent('bob', { holding: 1 })])).toBe('bob');
  expect(chooseAgent(waiting, [agent('ann', { idleSince: 9 }), agent('bob', { idleSince: 5 })])).toBe('bob');
  expect(chooseAgent(waiting, [agent('ann', { capacity: 0 })])).toBeNull();
});

test('who let it lapse or passed it on does not get it again, not even as its own or first agent', () => {
  const lapsed = { ...waiting, firstAgent: 'ann', notAgain: new Set(['ann']) };
  expect(chooseAgent(lapsed, [agent('ann'), agent('bob', { holding: 3 })])).toBe('bob');
  expect(chooseAgent(lapsed, [agent('ann')])).toBeNull();
});
