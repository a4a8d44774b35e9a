import type { Limits } from '../../coordination/index.ts';
import { addressKey, type Channel, type Clock, type Rate } from '../../core/index.ts';
import type { Candidate, ChannelAccount } from './claim.ts';
import { isFirstWord } from './first-words.ts';
import {
  FIRST_WORDS_AT_ONCE,
  FIRST_WORDS_SLOW_MS,
  flightWidth,
  SLOW_SEND_MS,
  shareOf,
  WIDEST_FLIGHT,
} from './policy.ts';
import { addressOfRow } from './row.ts';

/** What has to be known of a send to let it go. */
export type Passenger = Pick<Candidate, 'channel' | 'account' | 'peer' | 'address_key' | 'is_group' | 'priority'>;

/** A place among the sends that are under way at once. It is held until what became of the send is committed. */
export interface Seat {
  readonly channel: Channel;
  readonly account: string;
  readonly first: boolean;
}

/** Whether a passenger may go now: with a seat and the platform's limits taken, or not. */
export type Admission =
  | { kind: 'go'; seat: Seat }
  | { kind: 'crowded' }
  /** This chat has used its limit: worth another look after `ms`. */
  | { kind: 'wait'; ms: number }
  /** The channel pauses, or is not known here. */
  | { kind: 'closed' };

export interface Flight {
  /** Accounts that take something now. */
  open(): ChannelAccount[];
  /**
   * Takes a seat and the platform's limits. `waiting`: how many rows wait for this account; the more, the wider.
   * `handedOver`: seats whose sends are settled in the same transaction that writes this passenger's down.
   */
  admit(passenger: Passenger, waiting: number, handedOver: ReadonlySet<Seat>): Promise<Admission>;
  /** The send begins: from now on it may prove slow. */
  depart(seat: Seat): void;
  /** It came back: slow or not, its seat is taken until that is committed. */
  land(seat: Seat): void;
  /** That it came back is committed. */
  leave(seat: Seat): void;
  /** It did not go after all: what it took of the platform's limits is given back too. */
  cancel(passenger: Passenger, seat: Seat): Promise<void>;
  /** The platform takes nothing from this account for a while. */
  pause(account: string, ms: number): void;
  /** When pauses end. */
  pauses(): number[];
}

interface Wait {
  ms: number;
  scope: 'chat' | 'channel' | 'share';
}

/** Keeps count of what is under way, of pauses, and of the platforms' limits. */
export function createFlight(options: { channels: readonly Channel[]; limits: Limits; clock: Clock }): Flight {
  const { limits, clock } = options;
  const channels = new Map(options.channels.map((channel) => [`${channel.id}/${channel.account}`, channel]));
  const seats = new Set<Seat>();
  /** When the sends that are under way began. */
  const departures = new Map<Seat, number>();
  /** Channels that asked for a pause, with the time at which it ends. */
  const pausedUntil = new Map<string, number>();
  /** Until when alerts and care of a channel have used their share of its limit. */
  const shareUsedUntil = new Map<string, number>();

  /** Who asked something never waits for what we say first. */
  function freePlaces(seat: Seat, waiting: number, handedOver: ReadonlySet<Seat>): number {
    const { channel, account, first } = seat;
    const taken = [...seats].filter(
      (each) => each.account === account && each.first === first && !handedOver.has(each),
    );
    const now = clock.now();
    const quick = (ms: number) => taken.filter((each) => now - (departures.get(each) ?? now) < ms).length;
    const idempotent = channel.abilities.idempotentSend;
    if (first) {
      if (idempotent) return FIRST_WORDS_AT_ONCE.idempotent - taken.length;
      return Math.min(FIRST_WORDS_AT_ONCE.single - quick(FIRST_WORDS_SLOW_MS), FIRST_WORDS_AT_ONCE.slow - taken.length);
    }
    return Math.min(flightWidth(waiting, idempotent) - quick(SLOW_SEND_MS), WIDEST_FLIGHT - taken.length);
  }

  async function takeLimits(passenger: Passenger, channel: Channel): Promise<Wait> {
    const taken: { key: string; rate: Rate }[] = [];
    for (const { key, rate, scope } of limitsOf(passenger, channel)) {
      const ms = await limits.take(key, rate);
      if (ms > 0) {
        for (const each of taken) await limits.giveBack(each.key, each.rate);
        return { ms, scope };
      }
      taken.push({ key, rate });
    }
    return { ms: 0, scope: 'chat' };
  }

  /** A pause that is already longer stays. */
  function prolong(pauses: Map<string, number>, account: string, until: number): void {
    pauses.set(account, Math.max(until, pauses.get(account) ?? 0));
  }

  return {
    open() {
      const now = clock.now();
      return options.channels
        .map(({ id, account }): ChannelAccount => ({ channel: id, account }))
        .filter(({ channel, account }) => (pausedUntil.get(`${channel}/${account}`) ?? 0) <= now);
    },
    async admit(passenger, waiting, handedOver) {
      const account = accountOf(passenger);
      const first = isFirstWord(passenger);
      const channel = channels.get(account);
      const now = clock.now();
      if (!channel || (pausedUntil.get(account) ?? 0) > now) return { kind: 'closed' };
      if (first && (shareUsedUntil.get(account) ?? 0) > now) return { kind: 'closed' };
      const seat: Seat = { channel, account, first };
      if (freePlaces(seat, waiting, handedOver) <= 0) return { kind: 'crowded' };
      seats.add(seat);
      const wait = await takeLimits(passenger, channel).catch((thrown: unknown) => {
        seats.delete(seat);
        throw thrown;
      });
      if (wait.ms === 0) return { kind: 'go', seat };
      seats.delete(seat);
      if (wait.scope === 'chat') return { kind: 'wait', ms: wait.ms };
      prolong(wait.scope === 'share' ? shareUsedUntil : pausedUntil, account, now + wait.ms);
      return { kind: 'closed' };
    },
    depart: (seat) => void departures.set(seat, clock.now()),
    land: (seat) => void departures.delete(seat),
    leave: (seat) => void seats.delete(seat),
    async cancel(passenger, seat) {
      seats.delete(seat);
      for (const { key, rate } of limitsOf(passenger, seat.channel)) await limits.giveBack(key, rate);
    },
    pause: (account, ms) => prolong(pausedUntil, account, clock.now() + ms),
    pauses: () => [...pausedUntil.values(), ...shareUsedUntil.values()],
  };
}

export function accountOf({ channel, account }: ChannelAccount): string {
  return `${channel}/${account}`;
}

function limitsOf(passenger: Passenger, channel: Channel): { key: string; rate: Rate; scope: Wait['scope'] }[] {
  const { chat, group, global } = channel.abilities.limits;
  // A platform counts a room with all its topics as one.
  const key = channel.topics ? addressKey(channel.topics.roomOf(addressOfRow(passenger))) : passenger.address_key;
  const account = accountOf(passenger);
  const own = passenger.is_group ? (group ?? chat) : chat;
  const share = global && isFirstWord(passenger) ? shareOf(global) : undefined;
  return [
    ...(own ? [{ key, rate: own, scope: 'chat' as const }] : []),
    ...(share ? [{ key: `${account}/first`, rate: share, scope: 'share' as const }] : []),
    ...(global ? [{ key: account, rate: global, scope: 'channel' as const }] : []),
  ];
}
