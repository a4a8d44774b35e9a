import type { Database, Storage } from '../../storage/index.ts';
import type { FlowLibrary } from '../definition/library.ts';
import type { Json } from '../engine/slots/heard.ts';
import type { Port, PortResult } from '../ports/port.ts';

/** `surveys.record`: keeps what is known so far. The same run replaces its own row, so a later reason joins the score. */
export function recordSurvey(storage: Storage, library: () => FlowLibrary): Port {
  return async (input, call): Promise<PortResult> => {
    const survey = String(input['survey'] ?? '');
    const rules = library().flow(survey)?.definition.survey;
    if (rules === undefined) throw new Error(`${survey} is no survey: its file has no "survey" section`);
    return storage.transact(async (tx) => {
      const invite = await tx.selectFrom('survey_invites').selectAll().where('id', '=', call.run).executeTakeFirst();
      if (invite && invite.state !== 'answered' && call.now >= invite.expires_at) return { outcome: 'expired' };
      const row = {
        survey,
        kind: rules.kind,
        customer_id: call.customer,
        conversation_id: call.conversation,
        invite_id: invite?.id ?? null,
        score: numberOrNull(input['score']),
        reason: textOrNull(input['reason']),
        answers: textOrNull(input['answers']),
        locale: call.locale,
        at: call.now,
      };
      await tx
        .insertInto('survey_responses')
        .values({ run_id: call.run, ...row })
        .onConflict((conflict) => conflict.column('run_id').doUpdateSet(row))
        .execute();
      if (invite)
        await tx.updateTable('survey_invites').set({ state: 'answered' }).where('id', '=', invite.id).execute();
      return { outcome: 'done' };
    });
  };
}

export interface SurveyResult {
  responses: number;
  /** CSAT: share of 4 and 5. NPS: promoters minus detractors, -100..100. CES: mean. Preference: null. */
  value: number | null;
  invited: number;
}

/** The figure of a survey over a time, by the usual definition of its kind. */
export async function surveyResult(db: Database, survey: string, from: number, to: number): Promise<SurveyResult> {
  const responses = await db
    .selectFrom('survey_responses')
    .select(['kind', 'score'])
    .where('survey', '=', survey)
    .where('at', '>=', from)
    .where('at', '<', to)
    .execute();
  const invited = await db
    .selectFrom('survey_invites')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('survey', '=', survey)
    .where('sent_at', '>=', from)
    .where('sent_at', '<', to)
    .executeTakeFirst();
  const scores = responses.flatMap((row) => (row.score === null ? [] : [row.score]));
  return {
    responses: responses.length,
    value: figureOf(responses[0]?.kind ?? 'preference', scores),
    invited: Number(invited?.count ?? 0),
  };
}

export function figureOf(kind: 'csat' | 'nps' | 'ces' | 'preference', scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const share = (wanted: (score: number) => boolean) => scores.filter(wanted).length / scores.length;
  switch (kind) {
    case 'csat':
      return share((score) => score >= 4);
    case 'nps':
      return 100 * (share((score) => score >= 9) - share((score) => score <= 6));
    case 'ces':
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    case 'preference':
      return null;
    default:
      return kind satisfies never;
  }
}

function numberOrNull(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function textOrNull(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
