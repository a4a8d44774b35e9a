import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWebIfStale } from '../../scripts/build-web.ts';
import { openBrowser, type TestBrowser } from '../support/browser/browser.ts';
import { withDatabase } from '../support/home-storage.ts';
import { playBothSides } from '../support/story/both-sides.ts';
import { openStage, type Stage } from '../support/story/stage.ts';
import { STORY } from '../support/story/story-words.ts';

let stage: Stage;
let customer: TestBrowser;

beforeAll(async () => {
  buildWebIfStale();
  stage = await openStage(fileURLToPath(new URL('../../knowledge-base', import.meta.url)));
});
afterAll(() => stage?.end());

test.each(['zh', 'en'] as const)(
  'an upset customer (%s) gets from the widget to two agents and an operator, back to the bot, and rates',
  async (language) => {
    const words = STORY[language];
    customer = await openBrowser({ locale: words.locale });
    await playBothSides(stage, await customer.context.newPage(), words);
    await customer.close();
    await withDatabase(stage.home.databaseUrl, async ({ db }) => {
      const talk = await db
        .selectFrom('conversations')
        .select(['id', 'customer_id', 'owner_kind'])
        .where('channel', '=', 'web')
        .orderBy('created_at', 'desc')
        .executeTakeFirstOrThrow();
      const cases = await db
        .selectFrom('cases')
        .select(['state', 'disposition'])
        .where('conversation_id', '=', talk.id)
        .orderBy('opened_at')
        .execute();
      expect(talk.owner_kind).toBe('bot');
      expect(cases).toEqual([
        { state: 'resolved', disposition: 'solved' },
        { state: 'resolved', disposition: 'compensated' },
      ]);
      const rated = db.selectFrom('survey_responses').select(['survey', 'score']);
      expect(await rated.where('customer_id', '=', talk.customer_id).execute()).toEqual([{ survey: 'csat', score: 5 }]);
      const twice = await db
        .selectFrom('messages')
        .select(['content', ({ fn }) => fn.countAll().as('times')])
        .where('conversation_id', '=', talk.id)
        .where('author', '=', 'agent')
        .groupBy('content')
        .execute();
      expect(twice.map(({ times }) => Number(times))).toEqual([1, 1, 1, 1, 1]);
    });
  },
);
