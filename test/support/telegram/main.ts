/**
 * The peer in a process of its own: `node test/support/telegram/main.ts --port 8081 --admin-port 8082`. It prints one
 * line of JSON when it is ready, and takes the commands of `commands.ts` as POST /<command> with a JSON body.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { type PeerOptions, startLocalPeer } from './local.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'admin-port': { type: 'string', default: '0' },
    options: { type: 'string', default: '{}' },
  },
});

const peer = await startLocalPeer({ ...(JSON.parse(values.options) as PeerOptions), port: Number(values.port) });

const admin = createServer(async (request, response) => {
  const reply = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = (request.url ?? '').slice(1);
    if (!Object.hasOwn(peer.commands, name)) return reply(404, { error: `no such command: ${name}` });
    const command = peer.commands[name as keyof typeof peer.commands] as (argument: unknown) => Promise<unknown>;
    const argument: unknown = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
    reply(200, { result: (await command(argument)) ?? null });
  } catch (error) {
    reply(400, { error: error instanceof Error ? error.message : String(error) });
  }
});
admin.keepAliveTimeout = 60_000;

admin.listen(Number(values['admin-port']), '127.0.0.1', () => {
  const adminPort = (admin.address() as AddressInfo).port;
  process.stdout.write(`${JSON.stringify({ port: peer.port, adminPort, token: peer.token })}\n`);
});

// The peer must not outlive the test that started it: its standard input is that test's pipe.
process.stdin.on('end', () => process.exit(0)).resume();
