import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** One message of a chat as it came over the wire. */
export interface AskedChat {
  authorization: string | undefined;
  model: unknown;
  system: string;
  human: string;
}

/** How the peer behaves: as a model does, or as its endpoint does on a bad day. */
export type PeerMood = 'well' | 'never' | 'with 429' | 'with 500' | 'with rubbish';

/**
 * A model's endpoint that speaks OpenAI's API over a real socket: POST /v1/chat/completions and /v1/embeddings. What it
 * says is a function of what it was asked, so a test can make it honest, wrong, or obedient to whatever stands in the text.
 */
export interface ModelPeer {
  url: string;
  mood: PeerMood;
  /** The answer of the chat model. */
  say(chat: AskedChat): string;
  chats: AskedChat[];
  /** Every call, of whatever kind: "POST /v1/embeddings". */
  requests: string[];
  /** The vector of a text. */
  place(text: string): number[];
  embeddings: { authorization: string | undefined; model: unknown; format: unknown }[];
}

export async function modelPeer(parts: Partial<Pick<ModelPeer, 'say' | 'place'>> = {}): Promise<ModelPeer> {
  const peer: ModelPeer = {
    url: '',
    mood: 'well',
    say: () => '',
    chats: [],
    requests: [],
    place: () => [1, 0],
    embeddings: [],
    ...parts,
  };
  const server = createServer(async (request, response) => {
    peer.requests.push(`${request.method} ${request.url}`);
    const sent = await text(request);
    const { authorization } = request.headers;
    if (request.method !== 'POST' || !request.url?.startsWith('/v1/')) return response.writeHead(404).end();
    const body = JSON.parse(sent);
    if (request.url === '/v1/embeddings') {
      peer.embeddings.push({ authorization, model: body.model, format: body.encoding_format });
      return answer(response, peer.mood, () => embeddingsOf(body, peer));
    }
    if (request.url !== '/v1/chat/completions') return response.writeHead(404).end();
    const chat = chatOf(body, authorization);
    peer.chats.push(chat);
    return answer(response, peer.mood, () => completionOf(body, peer.say(chat)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return peer;
}

function answer(response: ServerResponse, mood: PeerMood, body: () => unknown): void {
  switch (mood) {
    case 'never':
      return;
    case 'with 429':
      response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":{"message":"rate limit"}}');
      return;
    case 'with 500':
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":{"message":"overloaded"}}');
      return;
    case 'with rubbish':
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"mess');
      return;
    case 'well':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body()));
      return;
    default:
      mood satisfies never;
  }
}

interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
}

function chatOf({ model, messages }: ChatBody, authorization: string | undefined): AskedChat {
  const by = (roles: string[]) =>
    messages
      .filter(({ role }) => roles.includes(role))
      .map(({ content }) => content)
      .join('\n');
  return { authorization, model, system: by(['system', 'developer']), human: by(['user']) };
}

function completionOf({ model }: ChatBody, content: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', logprobs: null }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

function embeddingsOf({ model, input }: { model: string; input: string[] }, peer: ModelPeer) {
  const data = input.map((each, index) => ({ object: 'embedding', index, embedding: peer.place(each) }));
  return { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } };
}
