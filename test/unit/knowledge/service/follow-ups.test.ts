import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreviousTurn } from '../../../../src/knowledge/index.ts';
import { createKnowledge, type KnowledgeService } from '../../../../src/knowledge/index.ts';
import { FOLLOW_UPS, type FollowUpDialogue, NEW_SUBJECTS } from '../../../fixtures/knowledge/follow-ups.ts';
import { workshop } from '../../../support/workshop.ts';
import { clockFrom } from '../scratch-base.ts';

const SHOP = join(import.meta.dirname, '../../../../knowledge-base');

describe('a message that leans on the talk before it', () => {
  let knowledge: KnowledgeService;
  beforeAll(async () => {
    knowledge = await createKnowledge({ directory: SHOP, clock: clockFrom(), maxWrong: 0.05, watch: false, workshop });
  }, 60_000);
  afterAll(() => knowledge.close());

  /** The nearest entry to the last message of a talk, as the chat would go. */
  async function nearestAfter(dialogue: FollowUpDialogue, withContext: boolean): Promise<string | null> {
    const previous: PreviousTurn[] = [];
    let nearest: string | null = null;
    for (const text of dialogue.turns) {
      const answer = await knowledge.ask({ text, locale: dialogue.locale, previous: withContext ? previous : [] });
      const entry = answer.kind === 'answer' ? answer.entry : (answer.nearest[0]?.entry ?? null);
      nearest = entry === null ? null : (knowledge.entry(entry)?.anchor ?? null);
      previous.push({ text, entry: answer.kind === 'none' ? null : entry });
    }
    return nearest;
  }

  async function shareRight(dialogues: readonly FollowUpDialogue[], withContext = true): Promise<number> {
    let right = 0;
    for (const dialogue of dialogues) {
      const nearest = await nearestAfter(dialogue, withContext);
      if (nearest !== null && dialogue.want.includes(nearest)) right += 1;
    }
    return right / dialogues.length;
  }

  test('is understood in at least four of five talks, and better than without them', { timeout: 60_000 }, async () => {
    expect(FOLLOW_UPS.length).toBeGreaterThanOrEqual(60);
    const inContext = await shareRight(FOLLOW_UPS);
    const alone = await shareRight(FOLLOW_UPS, false);
    expect(inContext).toBeGreaterThanOrEqual(0.8);
    expect(inContext).toBeGreaterThan(alone);
  });

  test('is not pulled back when it changes the subject', { timeout: 60_000 }, async () => {
    expect(await shareRight(NEW_SUBJECTS)).toBeGreaterThanOrEqual(0.95);
  });
});
