import { ChoiceId, Locale, type Reply, typedText } from '../../core/index.ts';
import { prepared, type Tx } from '../../storage/index.ts';
import { holidayName } from '../calendar/holidays.ts';
import type { LedgerRow } from '../ledger/entry.ts';
import type { Composed } from '../ledger/queue-planned.ts';
import type { Variant } from '../rules/compile-rule.ts';
import type { CareWords, Trigger } from '../rules/definition.ts';
import { fillTemplate, type Values } from '../rules/template.ts';

/** What every message of care is made of, besides its own text. */
export interface Speech {
  shopName: (locale: Locale) => string;
  words: () => CareWords | null;
  timeZone: string;
}

interface Text {
  variants: readonly Variant[];
  buttons?: readonly { flow: string; label: Readonly<Record<Locale, string>> }[] | undefined;
}

/** The message in one language with these values; null when a promised value is missing. */
export function composeReply(
  speech: Pick<Speech, 'words'>,
  { variants, buttons = [] }: Text,
  variant: string | null,
  locale: Locale,
  values: Values,
): Reply | null {
  const chosen = variants.find(({ name }) => name === variant) ?? variants[0];
  const text = chosen ? fillTemplate(chosen.text[locale], values) : null;
  if (text === null || text === '') return null;
  const footer = speech.words()?.footer[locale];
  const typed = typedText(text);
  const markdown = footer ? `${typed}\n\n_${footer}_` : typed;
  if (buttons.length === 0) return { kind: 'text', markdown };
  return {
    kind: 'choices',
    prompt: markdown,
    choices: buttons.map(({ flow, label }) => ({ id: ChoiceId.parse(`flow:${flow}`), label: label[locale] })),
  };
}

/** Words for one entry of the ledger, read in the transaction that queues it. `trigger` null: a campaign. */
export async function composeEntry(
  tx: Tx,
  speech: Speech,
  row: LedgerRow,
  text: Text,
  trigger: Trigger | null,
): Promise<Composed> {
  const { rows } = await findReader(tx, { customer: row.customer_id, conversation: row.conversation_id });
  const [reader] = rows;
  if (!reader) return { kind: 'drop', why: 'unknown' };
  const locale = Locale.catch('en').parse(reader.locale);
  const own = trigger === null ? {} : await ownValues(tx, row, trigger, reader.member_since, locale);
  if (own === null) return { kind: 'drop', why: 'no-occasion' };
  const tier = reader.tier === null ? null : (speech.words()?.tiers[reader.tier]?.[locale] ?? reader.tier);
  const values = { shop: speech.shopName(locale), name: reader.name, tier, ...own };
  const reply = composeReply(speech, text, row.variant, locale, values);
  return reply === null ? { kind: 'drop', why: 'no-value' } : { kind: 'say', replies: [reply] };
}

const findReader = prepared((db, { customer, conversation }: { customer: string; conversation: string | null }) =>
  db
    .selectFrom('customers')
    .select(['name', 'tier', 'member_since'])
    .select((one) =>
      one
        .selectFrom('conversations')
        .select('conversations.locale')
        .where('conversations.id', '=', conversation)
        .as('locale'),
    )
    .where('id', '=', customer),
);

/** What the trigger promises; null when its occasion is not there any more (the order is gone, the date was changed). */
async function ownValues(
  tx: Tx,
  row: LedgerRow,
  trigger: Trigger,
  memberSince: string | null,
  locale: Locale,
): Promise<Values | null> {
  if ('holiday' in trigger) return { holiday: holidayName(trigger.holiday)[locale] };
  if ('dormant' in trigger) return { days: String(trigger.dormant.days) };
  if ('anniversary' in trigger) {
    // The year of the day itself, which may begin after the message has left.
    const year = Number(/:(\d{4})$/.exec(row.occasion)?.[1]);
    const years = memberSince === null ? 0 : year - Number(memberSince.slice(0, 4));
    return years > 0 ? { years: String(years) } : null;
  }
  const number = /:order:(.+)$/.exec(row.occasion)?.[1];
  if (number === undefined) return {};
  const order = await tx
    .selectFrom('orders')
    .select(['title', 'stage'])
    .where('number', '=', number)
    .executeTakeFirst();
  if (!order || order.stage === 'cancelled' || order.stage === 'returned') return null;
  return { order: number, item: order.title || null };
}
