import { FEEDBACK_PREFIX, type OwnItem, type StaffItem } from '../model/timeline.ts';
import type { CustomerContent, Media } from '../protocol.ts';
import type { ChatContext } from './chat-context.ts';
import { button, element, icon } from './element.ts';
import { ICONS } from './icons.ts';
import { isReasonable, renderMarkdown, resolved } from './markdown.ts';

type Choices = Extract<StaffItem['content'], { kind: 'choices' }>['choices'];

/** A message of the bot, an agent or the system. */
export function staffMessage(item: StaffItem, context: ChatContext, focusComposer: () => void): HTMLElement {
  const { words } = context;
  const name = item.author === 'agent' ? (item.name ?? words.agent) : words.bot;
  const body = element('div', { class: 'body', dir: 'auto' });
  const article = element(
    'article',
    { class: `message staff ${item.author}${item.leads ? ' leads' : ''}` },
    item.author === 'system'
      ? null
      : element('header', { class: item.leads ? 'name' : 'name quiet' }, name, time(item.at, words.tag)),
    body,
  );
  switch (item.content.kind) {
    case 'text':
      body.append(markdown(item.content.markdown, context, focusComposer));
      break;
    case 'choices':
      body.append(markdown(item.content.prompt, context, focusComposer));
      article.append(...choiceRows(item, item.content.choices, context, focusComposer));
      break;
    case 'media':
      body.append(media(item.content.media, context));
      break;
    default:
      item.content satisfies never;
  }
  return article;
}

/** A message of the visitor. Its state line is kept apart (`setOwnState`), so that the words are read out once. */
export function ownMessage(item: OwnItem, context: ChatContext): HTMLElement {
  const { words } = context;
  return element(
    'article',
    { class: 'message own' },
    element('header', { class: 'name quiet' }, words.you, time(item.at, words.tag)),
    element('div', { class: 'body', dir: 'auto' }, ownContent(item.content, context)),
    element('div', { class: 'state' }),
  );
}

/** `isLast`: nothing was said since. Only then a message says that it was delivered; on its way or failed, always. */
export function setOwnState(message: Element, item: OwnItem, isLast: boolean, context: ChatContext): void {
  const { words, session } = context;
  const line = message.querySelector('.state');
  const text = item.state === 'sent' && !isLast ? '' : words[item.state];
  const sign = `${item.state} ${text}`;
  if (!line || line.getAttribute('data-sign') === sign) return;
  line.setAttribute('data-sign', sign);
  message.classList.toggle('failed', item.state === 'failed');
  line.replaceChildren(text);
  if (item.state !== 'failed') return;
  line.append(
    button('link', words.retry, () => session.retry(item.id)),
    button('link', words.remove, () => session.remove(item.id)),
  );
}

function ownContent(content: CustomerContent, context: ChatContext): Node | string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'choice':
      return content.label || content.id;
    case 'media':
      return media(content.media, context);
    default:
      return content satisfies never;
  }
}

/** Ratings become small signs in a row of their own, everything else buttons. */
function choiceRows(
  item: StaffItem,
  choices: Choices,
  { session, words }: ChatContext,
  focusComposer: () => void,
): HTMLElement[] {
  const isRating = (choice: Choices[number]): boolean => choice.id.startsWith(FEEDBACK_PREFIX);
  const press = (choice: Choices[number]) => () => {
    session.say({ kind: 'choice', id: choice.id, label: choice.label });
    focusComposer();
  };
  const disabled = item.picked !== null;
  const row = (className: string, label: string, buttons: HTMLButtonElement[]): HTMLElement[] =>
    buttons.length === 0 ? [] : [element('div', { class: className, role: 'group', 'aria-label': label }, ...buttons)];
  const marks = (choice: Choices[number]) =>
    disabled ? { disabled, 'aria-pressed': String(choice.id === item.picked) } : {};

  const buttons = choices
    .filter((choice) => !isRating(choice))
    .map((choice) => button('choice', choice.label, press(choice), marks(choice)));
  const ratings = choices.filter(isRating).map((choice) => {
    const thumb = choice.label.includes('👍') ? 'up' : choice.label.includes('👎') ? 'down' : null;
    if (thumb === null) return button('rating', choice.label, press(choice), marks(choice));
    const label = thumb === 'up' ? words.helpful : words.notHelpful;
    return button(`rating ${thumb}`, icon(ICONS.up), press(choice), {
      ...marks(choice),
      'aria-label': label,
      title: label,
    });
  });
  return [...row('choices', words.choices, buttons), ...row('ratings', words.rating, ratings)];
}

function markdown(source: string, { session, words, base, heading }: ChatContext, focusComposer: () => void): Node {
  if (!isReasonable(source)) return element('p', { class: 'plain' }, source);
  const ask = (text: string): void => {
    session.say({ kind: 'text', text });
    focusComposer();
  };
  return renderMarkdown(source, { base, heading: heading + 1, ask, opensNewTab: words.opensNewTab });
}

function media({ kind, ref, name, caption }: Media, { base, words }: ChatContext): Node {
  const label = name ?? caption ?? words.attachment;
  const address = resolved(ref, base);
  const shown =
    address === null
      ? element('span', { class: 'file' }, label)
      : kind === 'image' || kind === 'sticker'
        ? element('img', { src: address, alt: caption ?? label, loading: 'lazy', referrerpolicy: 'no-referrer' })
        : element('a', { class: 'file', href: address, target: '_blank', rel: 'noopener noreferrer' }, label);
  return element('figure', {}, shown, caption === undefined ? null : element('figcaption', {}, caption));
}

function time(at: number, tag: string): HTMLElement {
  const moment = new Date(at);
  const short = moment.toLocaleTimeString(tag, { hour: 'numeric', minute: '2-digit' });
  return element('time', { datetime: moment.toISOString() }, short);
}
