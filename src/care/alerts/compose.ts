import { ChoiceId, Locale, type Reply, writtenDate } from '../../core/index.ts';
import { canChangeAddress, isOver, type Order, orderBookSource } from '../../customers/index.ts';
import type { Database, DelayAlertsTable, Tx } from '../../storage/index.ts';
import type { LedgerRow } from '../ledger/entry.ts';
import type { Composed } from '../ledger/queue-planned.ts';
import { type DelayFile, type DelayWords, fill } from './delay-file.ts';

/** What a customer may do about a delay. */
export const ALERT_CHOICES = ['keep', 'urge', 'address', 'cancel', 'person'] as const;
export type AlertChoice = (typeof ALERT_CHOICES)[number];

/** What the button of a choice sends back. */
export function alertChoiceId(choice: AlertChoice, alert: string): ChoiceId {
  return ChoiceId.parse(`al:${choice}:${alert}`);
}

/** The words of one message of an alert, as the order stands now. */
export async function composeAlert(tx: Tx, file: DelayFile, row: LedgerRow): Promise<Composed> {
  const [, , id = '', , variant = ''] = row.occasion.split(':');
  const alert = await tx.selectFrom('delay_alerts').selectAll().where('id', '=', id).executeTakeFirst();
  const order = alert ? await orderOf(tx, alert.order_number) : null;
  if (!alert || order === null) return { kind: 'drop', why: 'unknown' };
  const news = variant === 'alert' || variant === 'update';
  if (news && (isOver(order) || alert.state !== 'open')) return { kind: 'drop', why: 'over' };
  const locale = await localeOf(tx, row);
  const words: DelayWords | undefined = file.messages[variant as keyof DelayFile['messages']];
  if (words === undefined) return { kind: 'drop', why: 'unknown' };
  const incident = alert.incident_id === null ? null : await wordsOfIncident(tx, alert.incident_id, locale);
  const causeName = alert.sign === 'no-scan' && file.causes['no-scan'] ? 'no-scan' : alert.cause;
  const remedy = variant === 'alert' ? file.remedies.find((each) => each.name === alert.remedy) : undefined;
  const markdown = fill(words[locale], {
    order: order.number,
    title: order.title || (locale === 'zh-CN' ? '商品' : 'your order'),
    cause: incident ?? file.causes[causeName]?.[locale] ?? file.causes['late']?.[locale] ?? '',
    day: dayWords(alert.told_day, locale) ?? file.messages.no_day[locale],
    action: (file.actions[alert.cause] ?? file.actions['late'])?.[locale] ?? '',
    remedy: remedy?.words[locale] ?? '',
  });
  if (!news) return { kind: 'say', replies: [{ kind: 'text', markdown }] };
  const choices = choicesFor(order).map((choice) => ({
    id: alertChoiceId(choice, id),
    label: file.choices[choice].label[locale],
  }));
  const reply: Reply = { kind: 'choices', prompt: markdown, choices };
  return { kind: 'say', replies: [reply] };
}

/** What can still be done at this stage. */
export function choicesFor(order: Order): AlertChoice[] {
  return ALERT_CHOICES.filter((choice) => choice !== 'address' || canChangeAddress(order));
}

export async function orderOf(tx: Database | Tx, number: string): Promise<Order | null> {
  const found = await orderBookSource(tx).find({ kind: 'number', number }, new AbortController().signal);
  return found.kind === 'orders' ? (found.orders[0]?.order ?? null) : null;
}

async function localeOf(tx: Tx, row: LedgerRow): Promise<Locale> {
  const talk = await tx
    .selectFrom('conversations')
    .select('locale')
    .where('id', '=', row.conversation_id ?? '')
    .executeTakeFirst();
  return Locale.catch('en').parse(talk?.locale);
}

async function wordsOfIncident(tx: Tx, id: string, locale: Locale): Promise<string | null> {
  const row = await tx
    .selectFrom('delay_incidents')
    .select(['words_zh', 'words_en'])
    .where('id', '=', id)
    .executeTakeFirst();
  return (locale === 'zh-CN' ? row?.words_zh : row?.words_en) ?? null;
}

function dayWords(day: DelayAlertsTable['told_day'], locale: Locale): string | null {
  if (day === null) return null;
  const { epochMilliseconds } = Temporal.PlainDate.from(day).toZonedDateTime('UTC');
  return writtenDate(epochMilliseconds, locale, 'UTC', { month: 'long', day: 'numeric', weekday: 'short' });
}
