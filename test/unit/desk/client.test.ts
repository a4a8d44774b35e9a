import { describe, expect, test } from 'vitest';
import { addressOf, CallFailure, createApiClient } from '../../../console/desk/api/client.ts';

function answering(status: number, body: unknown, seen: Array<{ url: string; init: RequestInit }> = []): typeof fetch {
  return async (url, init = {}) => {
    seen.push({ url: String(url), init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
}

describe('a call of the contract', () => {
  test('puts its names into the path, escaped, and leaves empty filters out', () => {
    expect(
      addressOf('/api/conversations/:conversation/media/:message', { conversation: 'a/b', message: '?' }, {}),
    ).toBe('/api/conversations/a%2Fb/media/%3F');
    expect(addressOf('/api/inbox', {}, { view: 'mine', tier: undefined, search: '', limit: 40 })).toBe(
      '/api/inbox?view=mine&limit=40',
    );
  });

  test('a change carries the token against forgery, a read does not', async () => {
    const seen: Array<{ url: string; init: RequestInit }> = [];
    const api = createApiClient(() => 'token', answering(200, { done: true }, seen));
    await api.call('setPresence', { body: { presence: 'away' } });
    await api.call('session', {}).catch(() => undefined);
    expect(seen[0]?.init.headers).toMatchObject({ 'x-csrf-token': 'token', 'content-type': 'application/json' });
    expect(seen[1]?.init.headers).not.toHaveProperty('x-csrf-token');
  });

  test('a refusal keeps its code and who was first', async () => {
    const api = createApiClient(
      () => 'token',
      answering(409, { error: { code: 'already_taken', message: 'x', by: 'Bo' } }),
    );
    await expect(api.call('take', { params: { conversation: 'c' } })).rejects.toMatchObject({
      code: 'already_taken',
      by: 'Bo',
    });
  });

  test.each([
    ['a proxy that is alone', 502, '<html>', 'unavailable'],
    ['another server', 404, 'Not found', 'not_understood'],
    ['an answer of another version', 200, { state: 'unheard of' }, 'not_understood'],
  ])('%s is told apart', async (_, status, body, code) => {
    const failure = await createApiClient(() => undefined, answering(status, body))
      .call('session', {})
      .catch((fault) => fault);
    expect(failure).toBeInstanceOf(CallFailure);
    expect(failure).toMatchObject({ code });
  });

  test('a server that cannot be reached is not an answer', async () => {
    const api = createApiClient(
      () => undefined,
      async () => Promise.reject(new TypeError('Failed to fetch')),
    );
    await expect(api.call('session', {})).rejects.toMatchObject({ code: 'offline' });
  });
});
