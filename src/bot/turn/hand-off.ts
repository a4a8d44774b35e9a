import type { ConversationId } from '../../core/index.ts';
import {
  type CaseReason,
  customerWrote,
  type HandoffEffect,
  openCase,
  recordJudged,
  returnToBot,
} from '../../handoff/index.ts';
import type { Tx } from '../../storage/index.ts';
import { append, newKey, placeOfTalk } from '../handoff/append.ts';
import type { DeskVoice } from '../handoff/desk-voice.ts';
import type { WordKey, Words } from '../words/words.ts';
import type { Effect } from './effect.ts';
import { type Mood, markAfter, slotsOf } from './mood.ts';

export interface HandOff {
  /** The epoch under which the turn's own words are written: a turn that brings a person in still says its sentence. */
  epoch: number;
  /** Says what handoff has to say; called after the turn's own words are written down. */
  speak(): Promise<void>;
}

interface Wanted {
  reasons: readonly CaseReason[];
  skill: string | null;
  fastLane: boolean;
  slots: readonly { name: string; value: string }[];
  intro: WordKey | null;
}

/** The part of a turn's transaction that concerns people: moods, clocks, and bringing somebody in. */
export async function handOff(
  tx: Tx,
  parts: { voice: DeskVoice; words: Words },
  turn: {
    conversation: ConversationId;
    epoch: number;
    mood: Mood;
    effects: readonly Effect[];
    /** The customer wrote, pressed or sent something. */
    heard: boolean;
    now: number;
  },
): Promise<HandOff> {
  const { conversation, mood, effects, now } = turn;
  const { voice, words } = parts;
  await recordJudged(tx, conversation, mood.judged, markAfter(mood.mark, effects));
  const wanted = wantedOf(effects);
  const asking = wanted?.reasons.includes('asked') === true;
  const later: HandoffEffect[] = turn.heard ? [...(await customerWrote(tx, conversation, now, { asking }))] : [];
  let intro: WordKey | null = null;
  if (wanted) {
    const opened = await openCase(tx, { conversation, ...wanted, actor: 'customer', now });
    // Outside of office hours nobody is brought in: then only the honest sentence is said.
    if (opened.state === 'waiting') intro = wanted.intro;
    later.push(...opened.effects);
  }
  const leaves = effects.some((effect) => effect.kind === 'leave-queue');
  if (!wanted && !leaves && later.length === 0) return { epoch: turn.epoch, speak: async () => {} };
  if (leaves) {
    const left = await returnToBot(tx, {
      conversation,
      actor: 'customer',
      holder: { kinds: ['queue'] },
      disposition: 'customer-gone',
      survey: false,
      how: 'return',
      now,
    });
    if (left.kind === 'given-back') later.push(...left.effects);
  }
  const place = await placeOfTalk(tx, conversation);
  const withdrawals = later.filter((effect) => effect.kind === 'withdraw');
  await voice.apply(tx, withdrawals, now);
  return {
    epoch: place?.epoch ?? turn.epoch,
    async speak() {
      if (intro !== null && place) {
        const reply = { kind: 'text' as const, markdown: words.say(place.locale, intro) };
        await append(tx, place, { author: 'bot', agent: null, replies: [{ reply, key: newKey() }], now });
      }
      await voice.apply(
        tx,
        later.filter((effect) => effect.kind !== 'withdraw'),
        now,
      );
    },
  };
}

function wantedOf(effects: readonly Effect[]): Wanted | null {
  for (const effect of effects) {
    if (effect.kind === 'need-person') return effect;
    if (effect.kind !== 'flow' || effect.effect.kind !== 'handoff') continue;
    const { reason, skill, flow, slots } = effect.effect;
    const asked = reason === 'asked' || flow === 'person';
    const missed = reason === 'misses' || reason === 'stuck';
    return {
      reasons: [asked ? 'asked' : missed ? 'misses' : 'flow'],
      skill,
      fastLane: false,
      slots: slotsOf(slots),
      intro: null,
    };
  }
  return null;
}
