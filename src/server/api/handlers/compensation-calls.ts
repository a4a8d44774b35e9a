import { sql } from 'kysely';
import { decideCompensation, grantCompensation } from '../../../handoff/index.ts';
import type { COMPENSATION_API } from '../../contract/compensation.ts';
import { namesOf } from '../case-brief.ts';
import { compensationOf } from '../conversation-view.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';
import { visibleConversation } from '../visibility.ts';

export const compensationCalls: Handlers<keyof typeof COMPENSATION_API> = {
  async grant(parts, { who, params, body, now, ip }) {
    const conversation = await visibleConversation(parts.storage.db, who, params['conversation']);
    const granted = await parts.storage.transact(async (tx) => {
      const result = await grantCompensation(tx, { ...body, conversation, agent: who.agent, ip, now });
      if (result.kind === 'done') await parts.voice.apply(tx, result.effects, now);
      return result;
    });
    switch (granted.kind) {
      case 'done':
        parts.committed();
        return compensationOf(granted.row, await namesOf(parts.storage.db));
      case 'not-holder':
        throw new Refusal('not_holder');
      case 'over-ceiling':
        throw new Refusal('over_limit');
      default:
        return granted satisfies never;
    }
  },
  async compensations({ storage }, { query }) {
    const cursor = readCursor(query.cursor, 2);
    let rows = storage.db.selectFrom('compensations').selectAll();
    if (query.state !== undefined) rows = rows.where('state', '=', query.state);
    if (query.agent !== undefined) rows = rows.where('agent_id', '=', query.agent);
    if (cursor) rows = rows.where(sql<boolean>`(at, id) < (${cursor[0]}, ${cursor[1]})`);
    const found = await rows
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(query.limit + 1)
      .execute();
    const page = pageOf(found, query.limit, (row) => [row.at, row.id]);
    const names = await namesOf(storage.db);
    return { items: page.rows.map((row) => compensationOf(row, names)), next: page.next };
  },
  async decideCompensation(parts, { who, params, body, now, ip }) {
    const deciding = { id: params['compensation'] ?? '', approve: body.approve, lead: who.agent, ip, now };
    const decided = await parts.storage.transact(async (tx) => {
      const result = await decideCompensation(tx, deciding);
      if (result.kind === 'done') await parts.voice.apply(tx, result.effects, now);
      return result;
    });
    if (decided.kind === 'not-found') throw notFound();
    if (decided.kind === 'not-yours')
      throw new Refusal('wrong_state', { message: 'It was decided already, or it is your own.' });
    parts.committed();
    return compensationOf(decided.row, await namesOf(parts.storage.db));
  },
};
