import { uuidv7 } from 'uuidv7';
import { audit } from '../../../handoff/index.ts';
import type { Tx } from '../../../storage/index.ts';
import type { Call, DeskParts, Handlers } from '../desk-parts.ts';
import { notFound, Refusal } from '../refusal.ts';

const EDITING = ['operator', 'supervisor', 'admin'];

/** Replies that are typed by a shortcut: one's own, and the shared ones that editors keep. */
export const cannedCalls: Handlers<'cannedReplies' | 'addCannedReply' | 'setCannedReply' | 'removeCannedReply'> = {
  async cannedReplies({ storage }, { who }) {
    const rows = await storage.db
      .selectFrom('canned_replies')
      .selectAll()
      .where((builder) => builder.or([builder('owner', 'is', null), builder('owner', '=', who.agent.id)]))
      .orderBy('shortcut')
      .execute();
    return { items: rows.map(cannedOf) };
  },
  async addCannedReply(parts, { body, who, now, ip }) {
    if (!body.mine && !EDITING.includes(who.role)) throw new Refusal('not_allowed');
    const { mine, ...words } = body;
    const row = { id: uuidv7(), owner: mine ? who.agent.id : null, ...words };
    await parts.storage.transact(async (tx) => {
      await mustBeFree(tx, words, who);
      await tx.insertInto('canned_replies').values(row).execute();
      await audit(tx, { actor: who.actor, action: 'canned.add', object: `canned:${row.id}`, ip }, now);
    });
    return cannedOf(row);
  },
  async setCannedReply(parts, call) {
    const row = await ownCanned(parts, call);
    await parts.storage.transact(async (tx) => {
      await mustBeFree(tx, call.body, call.who, row.id);
      await tx.updateTable('canned_replies').set(call.body).where('id', '=', row.id).execute();
      await audit(
        tx,
        { actor: call.who.actor, action: 'canned.set', object: `canned:${row.id}`, ip: call.ip },
        call.now,
      );
    });
    return cannedOf({ ...row, ...call.body });
  },
  async removeCannedReply(parts, call) {
    const row = await ownCanned(parts, call);
    await parts.storage.transact(async (tx) => {
      await tx.deleteFrom('canned_replies').where('id', '=', row.id).execute();
      await audit(
        tx,
        { actor: call.who.actor, action: 'canned.remove', object: `canned:${row.id}`, ip: call.ip },
        call.now,
      );
    });
    return { done: true };
  },
};

interface CannedRow {
  id: string;
  shortcut: string;
  locale: string;
  title: string;
  text: string;
  owner: string | null;
}

function cannedOf({ id, shortcut, locale, title, text, owner }: CannedRow) {
  return {
    id,
    shortcut,
    locale: locale === 'en' ? ('en' as const) : ('zh-CN' as const),
    title,
    text,
    mine: owner !== null,
  };
}

/** One's own, or a shared one for editors; everything else is not there. */
async function ownCanned({ storage }: DeskParts, { params, who }: Pick<Call, 'params' | 'who'>): Promise<CannedRow> {
  const row = await storage.db
    .selectFrom('canned_replies')
    .selectAll()
    .where('id', '=', params['reply'] ?? '')
    .executeTakeFirst();
  const mine = row?.owner === who.agent.id;
  const shared = row?.owner === null && EDITING.includes(who.role);
  if (!row || !(mine || shared)) throw notFound();
  return row;
}

/** Of all that one finds by typing, each shortcut is one reply in each language: nobody sends a customer the other one. */
async function mustBeFree(
  tx: Tx,
  { shortcut, locale }: Pick<CannedRow, 'shortcut' | 'locale'>,
  who: Call['who'],
  except = '',
): Promise<void> {
  const others = await tx
    .selectFrom('canned_replies')
    .select('shortcut')
    .where('locale', '=', locale)
    .where('id', '<>', except)
    .where((builder) => builder.or([builder('owner', 'is', null), builder('owner', '=', who.agent.id)]))
    .execute();
  if (others.some((other) => other.shortcut.toLowerCase() === shortcut.toLowerCase()))
    throw new Refusal('shortcut_taken');
}
