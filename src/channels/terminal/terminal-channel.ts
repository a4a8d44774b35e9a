import { createInterface, type Interface } from 'node:readline';
import {
  AccountId,
  type Address,
  type Channel,
  ChannelId,
  type Clock,
  type Inbox,
  MAX_INCOMING_TEXT,
  MessageKey,
  PeerId,
  type Reply,
} from '../../core/index.ts';
import { renderForTerminal } from './render.ts';

export interface TerminalParts {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream & { isTTY?: boolean };
  /** Names the talk: the same user comes back to the same conversation. */
  user: string;
  languageTag: string | undefined;
  clock: Clock;
  /** Makes the key of each typed line. */
  newKey: () => string;
  /** Called when the input has ended and every line is accepted. */
  onEnd: () => void;
}

/** A conversation in the terminal: for trying out articles, and the smallest example of a channel. */
export function createTerminalChannel(parts: TerminalParts): Channel {
  const { output, clock } = parts;
  const id = ChannelId.parse('terminal');
  const account = AccountId.parse('local');
  const address: Address = { channel: id, account, peer: PeerId.parse(parts.user) };
  const colours = output.isTTY === true;
  let prompt: Interface | null = null;

  async function acceptLine(inbox: Inbox, line: string): Promise<void> {
    const text = line.trim().slice(0, MAX_INCOMING_TEXT);
    if (text === '') return;
    const profile = parts.languageTag === undefined ? {} : { profile: { languageTag: parts.languageTag } };
    const key = MessageKey.parse(parts.newKey());
    await inbox.accept([{ key, from: address, sentAt: clock.now(), content: { kind: 'text', text }, ...profile }]);
  }

  return {
    id,
    account,
    abilities: {
      choices: 'numbered',
      maxText: 100_000,
      idempotentSend: false,
      proactive: { kind: 'none' },
      limits: {},
    },
    endpoints: [],
    async start(inbox, signal) {
      const lines = createInterface({ input: parts.input, ...(colours ? { output, prompt: '› ' } : {}) });
      prompt = lines;
      lines.once('close', () => {
        prompt = null; // piped input ends while answers are still being written
      });
      signal.addEventListener('abort', () => lines.close(), { once: true });
      if (colours) lines.prompt();
      for await (const line of lines) {
        await acceptLine(inbox, line);
        if (colours) lines.prompt();
      }
      if (!signal.aborted) parts.onEnd();
    },
    async send(_to: Address, reply: Reply, key) {
      const text = renderForTerminal(reply, colours);
      if (colours) output.write('\r\u001b[K');
      await new Promise<void>((resolve, reject) => {
        output.write(`${text}\n\n`, (fault) => (fault ? reject(fault) : resolve()));
      });
      prompt?.prompt(true);
      return { kind: 'sent', platformId: key };
    },
  };
}
