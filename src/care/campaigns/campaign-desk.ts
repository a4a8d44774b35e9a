import { uuidv7 } from 'uuidv7';
import type { Locale } from '../../core/index.ts';
import { refreshFigures } from '../../customers/index.ts';
import type { CareCampaignsTable, Tx } from '../../storage/index.ts';
import type { AudienceParts } from '../audience/check-audience.ts';
import { countTarget } from '../audience/check-audience.ts';
import { pauseBatch, resumeBatch, stopBatch } from '../ledger/batches.ts';
import { APPROVAL_ABOVE, batchOf, type Campaign, type CampaignState, campaignById } from './campaign.ts';
import { type CampaignContent, type ContentProblem, type Message, readContent } from './content.ts';

export interface CampaignDeskParts extends AudienceParts {
  timeZone: string;
  /** Dialogues that a button may begin; left out: they are not looked at. */
  flows?: () => readonly StartableFlow[];
}

export interface StartableFlow {
  id: string;
  title: Readonly<Record<Locale, string>>;
}

/** Somebody's wish about a campaign. `actor` is an agent's id; `now` in milliseconds. */
export interface Wish {
  actor: string;
  now: number;
}

/** Why a wish was not carried out; nothing has changed then. */
export type CampaignRefusal =
  | { kind: 'wrong-state'; state: CampaignState }
  /** Something in it would go wrong: each with its field. */
  | { kind: 'problems'; problems: readonly ContentProblem[] }
  /** Nobody is meant. */
  | { kind: 'empty-audience' }
  /** Every customer is meant, and nobody has said so. */
  | { kind: 'everybody' }
  | { kind: 'own-campaign' }
  /** More than 500: a second person has to agree first. */
  | { kind: 'needs-approval'; count: number }
  /** The typed number is not the number of recipients. */
  | { kind: 'wrong-number'; count: number }
  | { kind: 'in-the-past' };

export type CampaignResult = { kind: 'done'; campaign: Campaign } | CampaignRefusal;

/** Longest that a campaign can be planned ahead; what is further away is a rule. */
const FARTHEST_MS = 366 * 24 * 60 * 60_000;

/** What people do with campaigns. Roles are checked at the door; who may do what to whose campaign is checked here. */
export function createCampaignDesk(parts: CampaignDeskParts) {
  const { storage } = parts;

  /** Asks everything that can be asked before the first send. */
  async function check(
    content: CampaignContent,
    now: number,
  ): Promise<CampaignRefusal | { kind: 'fine'; message: Message; count: number }> {
    const read = readContent(content);
    if (read.kind === 'problems') return read;
    const dead = deadButtons(content, parts.flows?.() ?? null);
    if (dead.length > 0) return { kind: 'problems', problems: dead };
    await refreshFigures(storage, now);
    const { target } = read.message;
    const { count, everybody } = await countTarget(storage, target, { now, timeZone: parts.timeZone });
    if (count === 0) return { kind: 'empty-audience' };
    if (target.kind === 'people' && count >= everybody && !target.everyone) return { kind: 'everybody' };
    return { kind: 'fine', message: read.message, count };
  }

  /** Changes a campaign that is in one of these states; a state that changed meanwhile is a refusal. */
  function change(
    id: string,
    from: readonly CampaignState[],
    set: Partial<CareCampaignsTable>,
    extra: { revision?: number; also?: (tx: Tx, campaign: Campaign) => Promise<void> } = {},
  ): Promise<CampaignResult> {
    return storage.transact(async (tx) => {
      let update = tx
        .updateTable('care_campaigns')
        .set(set)
        .where('id', '=', id)
        .where('state', 'in', [...from]);
      // A check takes a while; what it found holds for the words that it read.
      if (extra.revision !== undefined) update = update.where('revision', '=', extra.revision);
      const moved = await update.executeTakeFirst();
      const campaign = await campaignById(tx, id);
      if (moved.numUpdatedRows === 0n) return { kind: 'wrong-state', state: campaign.state };
      await extra.also?.(tx, campaign);
      return { kind: 'done', campaign };
    });
  }

  return {
    check,

    create(title: string, content: CampaignContent, { actor, now }: Wish): Promise<Campaign> {
      const id = uuidv7();
      return storage.transact(async (tx) => {
        await tx
          .insertInto('care_campaigns')
          .values({
            id,
            title,
            content: JSON.stringify(content),
            revision: 1,
            state: 'draft',
            created_by: actor,
            edited_by: actor,
            created_at: now,
            updated_at: now,
            planned: 0,
            released: 0,
          })
          .execute();
        return campaignById(tx, id);
      });
    },

    /** An edit takes every approval and confirmation back: they were of other words. */
    edit(id: string, title: string, content: CampaignContent, { actor, now }: Wish): Promise<CampaignResult> {
      return storage.transact(async (tx) => {
        const moved = await tx
          .updateTable('care_campaigns')
          .set((row) => ({
            title,
            content: JSON.stringify(content),
            revision: row('revision', '+', 1),
            state: 'draft' as const,
            state_reason: null,
            edited_by: actor,
            approved_by: null,
            confirmed_by: null,
            confirmed_count: null,
            scheduled_at: null,
            look_at: null,
            updated_at: now,
          }))
          .where('id', '=', id)
          .where('state', 'in', ['draft', 'submitted', 'approved', 'scheduled'])
          .executeTakeFirst();
        const campaign = await campaignById(tx, id);
        return moved.numUpdatedRows === 0n
          ? { kind: 'wrong-state', state: campaign.state }
          : { kind: 'done', campaign };
      });
    },

    /** The writer is done. Up to 500 recipients it may be scheduled now; above, a second person is asked. */
    async submit(id: string, { now }: Wish): Promise<CampaignResult> {
      const { content, revision } = await campaignById(storage.db, id);
      const checked = await check(content, now);
      if (checked.kind !== 'fine') return checked;
      const state = checked.count > APPROVAL_ABOVE ? ('submitted' as const) : ('approved' as const);
      return change(id, ['draft'], { state, state_reason: null, updated_at: now }, { revision });
    },

    /** A second person agrees, or sends it back. Never who created or last edited it. */
    async decide(id: string, approve: boolean, revision: number, { actor, now }: Wish): Promise<CampaignResult> {
      const campaign = await campaignById(storage.db, id);
      if (actor === campaign.createdBy || actor === campaign.editedBy) return { kind: 'own-campaign' };
      if (campaign.revision !== revision) return { kind: 'wrong-state', state: campaign.state };
      const set = approve
        ? { state: 'approved' as const, state_reason: null, approved_by: actor, updated_at: now }
        : { state: 'draft' as const, state_reason: 'sent-back', updated_at: now };
      return change(id, ['submitted'], set, { revision });
    },

    /** Whoever types the number of recipients, counted at this moment, starts it at `at`. */
    async schedule(id: string, typed: number, at: number, { actor, now }: Wish): Promise<CampaignResult> {
      const campaign = await campaignById(storage.db, id);
      if (campaign.state !== 'approved') return { kind: 'wrong-state', state: campaign.state };
      if (at < now - 60_000 || at > now + FARTHEST_MS) return { kind: 'in-the-past' };
      const checked = await check(campaign.content, now);
      if (checked.kind !== 'fine') return checked;
      const { count } = checked;
      if (count > APPROVAL_ABOVE && campaign.approvedBy === null) return { kind: 'needs-approval', count };
      if (typed !== count) return { kind: 'wrong-number', count };
      const start = Math.max(at, now);
      const set = {
        state: 'scheduled' as const,
        confirmed_by: actor,
        confirmed_count: count,
        scheduled_at: start,
        expires_at: start + campaign.content.life,
        look_at: start,
        updated_at: now,
      };
      return change(id, ['approved'], set, { revision: campaign.revision });
    },

    /** Back to a draft, as long as nothing was planned. */
    unschedule(id: string, { now }: Wish): Promise<CampaignResult> {
      const set = {
        state: 'draft' as const,
        approved_by: null,
        confirmed_by: null,
        confirmed_count: null,
        scheduled_at: null,
        look_at: null,
      };
      return change(id, ['submitted', 'approved', 'scheduled'], { ...set, updated_at: now });
    },

    /** From this commit on nothing of it is claimed; what is under way at the platform comes back as it does. */
    pause(id: string, { actor, now }: Wish): Promise<CampaignResult> {
      const set = { state: 'paused' as const, updated_at: now };
      return change(id, ['planning', 'running'], set, {
        also: (tx, campaign) => pauseBatch(tx, batchOf(campaign), `agent:${actor}`, now),
      });
    },

    resume(id: string, { now }: Wish): Promise<CampaignResult> {
      return storage.transact(async (tx) => {
        const campaign = await campaignById(tx, id);
        const planned = await tx.selectFrom('care_campaigns').select('cursor').where('id', '=', id).executeTakeFirst();
        const state = planned?.cursor === null ? ('running' as const) : ('planning' as const);
        const moved = await tx
          .updateTable('care_campaigns')
          .set({
            state,
            state_reason: campaign.stateReason === 'canary-done' ? 'canary-seen' : campaign.stateReason,
            look_at: now,
            updated_at: now,
          })
          .where('id', '=', id)
          .where('state', '=', 'paused')
          .executeTakeFirst();
        if (moved.numUpdatedRows === 0n) return { kind: 'wrong-state', state: campaign.state };
        await resumeBatch(tx, batchOf(campaign), now);
        return { kind: 'done', campaign: await campaignById(tx, id) };
      });
    },

    /** For good. What was planned is written off; nothing more of it is claimed. */
    async stop(id: string, { actor, now }: Wish): Promise<CampaignResult> {
      const states: CampaignState[] = ['submitted', 'approved', 'scheduled', 'planning', 'running', 'paused'];
      const set = { state: 'stopped' as const, state_reason: null, ended_at: now, look_at: null, updated_at: now };
      const result = await change(id, states, set, {
        also: (tx, campaign) => pauseBatch(tx, batchOf(campaign), `agent:${actor}`, now),
      });
      if (result.kind === 'done') await stopBatch(storage, batchOf(result.campaign), `agent:${actor}`, now);
      return result;
    },
  };
}

/** A button that begins nothing would be pressed in vain by everybody. */
function deadButtons({ buttons }: CampaignContent, flows: readonly StartableFlow[] | null): ContentProblem[] {
  if (flows === null) return [];
  return buttons.flatMap(({ flow }, index) =>
    flows.some(({ id }) => id === flow)
      ? []
      : [{ at: `buttons.${index}.flow`, message: `there is no dialogue “${flow}”` }],
  );
}

export type CampaignDesk = ReturnType<typeof createCampaignDesk>;
