import { randomUUID } from 'node:crypto';
import type { FileBoxInterface } from 'file-box';
import { mock, PuppetMock } from 'wechaty-puppet-mock';
import { freePort } from '../services/free-port.ts';

/** What the bot sent, as the puppet service got it. */
export interface PuppetSend {
  to: string;
  text?: string;
  mentions?: readonly string[];
  file?: { name: string; bytes: number };
}

/**
 * The package declares Node's `util.promisify` anew, for every file that is checked together with it. So it is loaded by a
 * name that the compiler does not follow.
 */
const SERVICE: string = 'wechaty-puppet-service';
interface Service {
  log: { level(level: string): void };
  PuppetServer: new (options: {
    endpoint: string;
    puppet: PuppetMock;
    token: string;
  }) => { start(): Promise<void>; stop(): Promise<void> };
}

type Contact = ReturnType<InstanceType<typeof mock.Mocker>['createContact']>;
type Room = ReturnType<InstanceType<typeof mock.Mocker>['createRoom']>;

/** A puppet service on 127.0.0.1 over gRPC with TLS, as the sellers of such services run it, and the people behind it. */
export interface PuppetPeer {
  readonly endpoint: string;
  readonly token: string;
  readonly bot: Contact;
  readonly sends: readonly PuppetSend[];
  showCode(link: string): void;
  /** Does nothing when somebody is logged in already: who stops a puppet logs it out. */
  login(): void;
  person(name: string): Contact;
  room(topic: string, members: readonly Contact[]): Room;
  /** Says a message again, as puppets do after a reconnection. */
  again(messageId: string): void;
  /** A message with fields that no client would write. */
  odd(fields: Record<string, unknown>): void;
  /** The last message's id that anybody said. */
  lastMessage(): string;
  /** From now on sends are taken and not confirmed, until released. */
  hold(): () => void;
  close(): Promise<void>;
}

export async function startPuppetPeer(): Promise<PuppetPeer> {
  const { log, PuppetServer } = (await import(SERVICE)) as Service;
  log.level('silent');
  const mocker = new mock.Mocker();
  const puppet = new RecordingPuppet({ mocker });
  const endpoint = `127.0.0.1:${await freePort()}`;
  // Tokens of services with Wechaty's own certificate begin with its name.
  const token = `insecure_${randomUUID()}`;
  const server = new PuppetServer({ endpoint, puppet, token });
  await server.start();
  const bot = mocker.createContact({ name: '暖线客服' });
  let odd = 0;
  return {
    endpoint,
    token,
    bot,
    sends: puppet.sends,
    showCode: (link) => mocker.scan(link),
    login() {
      if (!puppet.isLoggedIn) mocker.login(bot);
    },
    person: (name) => mocker.createContact({ name }),
    room: (topic, members) => mocker.createRoom({ topic, memberIdList: [bot, ...members].map(({ id }) => id) }),
    again: (messageId) => puppet.emit('message', { messageId }),
    odd(fields) {
      odd += 1;
      const id = `odd-${odd}`;
      const payload = { id, type: 7, text: 'odd', timestamp: 1_700_000_000, listenerId: bot.id, ...fields };
      mocker.cacheMessagePayload.set(id, payload as never);
      puppet.emit('message', { messageId: id });
    },
    lastMessage: () => [...mocker.cacheMessagePayload.keys()].at(-1) ?? '',
    hold() {
      const held = Promise.withResolvers<void>();
      puppet.held = held.promise;
      return () => {
        puppet.held = null;
        held.resolve();
      };
    },
    async close() {
      puppet.held = null;
      await server.stop();
    },
  };
}

class RecordingPuppet extends PuppetMock {
  readonly sends: PuppetSend[] = [];
  held: Promise<void> | null = null;

  override async messageSendText(to: string, text: string, mentions: string[] = []): Promise<void> {
    this.sends.push({ to, text, mentions });
    if (this.held !== null) await this.held;
    await super.messageSendText(to, text);
  }

  override async messageSendFile(to: string, file: FileBoxInterface): Promise<void> {
    const bytes = await file.toBuffer();
    this.sends.push({ to, file: { name: file.name, bytes: bytes.byteLength } });
    if (this.held !== null) await this.held;
  }
}
