import type { Selectable } from 'kysely';
import { WarmlineError } from '../../core/index.ts';
import type { CareCampaignsTable, Database, Tx } from '../../storage/index.ts';
import { CampaignContent } from './content.ts';

export type CampaignState = CareCampaignsTable['state'];

/** Above so many recipients a second person has to agree (issue 6). */
export const APPROVAL_ABOVE = 500;

/** A campaign as it stands. Times in milliseconds. */
export interface Campaign {
  id: string;
  title: string;
  content: CampaignContent;
  revision: number;
  state: CampaignState;
  /** 'canary' (first ones go), 'canary-done', 'canary-seen', 'audience-grew', 'empty-audience', 'broken', 'sent-back', 'expired'. */
  stateReason: string | null;
  createdBy: string;
  editedBy: string;
  approvedBy: string | null;
  confirmedBy: string | null;
  confirmedCount: number | null;
  createdAt: number;
  updatedAt: number;
  scheduledAt: number | null;
  expiresAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
  planned: number;
  released: number;
}

export function campaignOf(row: Selectable<CareCampaignsTable>): Campaign {
  return {
    id: row.id,
    title: row.title,
    content: CampaignContent.parse(JSON.parse(row.content)),
    revision: row.revision,
    state: row.state,
    stateReason: row.state_reason,
    createdBy: row.created_by,
    editedBy: row.edited_by,
    approvedBy: row.approved_by,
    confirmedBy: row.confirmed_by,
    confirmedCount: row.confirmed_count,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    scheduledAt: row.scheduled_at,
    expiresAt: row.expires_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    planned: row.planned,
    released: row.released,
  };
}

/** @throws NOT_FOUND */
export async function campaignById(db: Database | Tx, id: string): Promise<Campaign> {
  const row = await db.selectFrom('care_campaigns').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new WarmlineError('NOT_FOUND', `There is no campaign ${id}.`);
  return campaignOf(row);
}

/** What a campaign's entries are counted, paused and stopped under. */
export function batchOf(campaign: { id: string }): string {
  return `campaign:${campaign.id}`;
}
