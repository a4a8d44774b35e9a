import type { TimelineItem } from '../model/timeline.ts';
import type { ChatContext } from './chat-context.ts';
import { button, element, icon } from './element.ts';
import { ICONS } from './icons.ts';
import { ownMessage, setOwnState, staffMessage } from './message.ts';

export interface LogView {
  root: HTMLElement;
  /** Draws what changed; what did not change keeps its element, its focus and its place. */
  draw(): void;
  toEnd(): void;
}

/** Nearer to the end than this, in CSS pixels, the log follows new messages. */
const FOLLOW_WITHIN_PX = 80;

/** The conversation from top to bottom, preceded by `welcome`. */
export function createLog(context: ChatContext, welcome: HTMLElement, focusComposer: () => void): LogView {
  const { session, words } = context;
  const list = element('div', { class: 'items', role: 'log', 'aria-live': 'polite', 'aria-label': words.conversation });
  const typing = element(
    'div',
    { class: 'typing', role: 'status', 'aria-label': words.typing, hidden: true },
    ...[0, 1, 2].map(() => element('i')),
  );
  const scroller = element(
    'div',
    { class: 'scroller', tabindex: 0, 'aria-label': words.conversation, role: 'region' },
    element('div', { class: 'column' }, welcome, list, typing),
  );
  const below = button('below', icon(ICONS.down), toEnd, { 'aria-label': words.newMessages, hidden: true });
  const root = element('div', { class: 'log' }, scroller, below);
  const drawn = new Map<string, { sign: string; node: HTMLElement }>();

  // Pictures and a growing composer move the end away; whoever was there stays there.
  let follows = true;
  scroller.addEventListener('scroll', () => {
    follows = isAtEnd();
    if (follows) below.hidden = true;
  });
  const keep = new ResizeObserver(() => {
    if (follows) toEnd();
  });
  keep.observe(scroller);
  keep.observe(list);

  function draw(): void {
    const { items, typing: isTyping } = session.state();
    const known = drawn.size;
    const ownBefore = ownCount();
    const wanted = new Set(items.map((item) => item.id));
    for (const [id, { node }] of drawn) {
      if (wanted.has(id)) continue;
      node.remove();
      drawn.delete(id);
    }
    let previous: Element | null = null;
    for (const item of items) {
      const node = nodeFor(item);
      const place: Element | null = previous ? previous.nextElementSibling : list.firstElementChild;
      if (place !== node) list.insertBefore(node, place);
      if (item.kind === 'own') setOwnState(node, item, item === items.at(-1), context);
      previous = node;
    }
    typing.hidden = !isTyping;
    welcome.classList.toggle('begun', items.length > 0);
    if (ownCount() > ownBefore) follows = true;
    if (follows) toEnd();
    else if (drawn.size > known) below.hidden = false;
  }

  function nodeFor(item: TimelineItem): HTMLElement {
    const sign = signOf(item);
    const before = drawn.get(item.id);
    if (before?.sign === sign) return before.node;
    const node = make(item);
    before?.node.replaceWith(node);
    drawn.set(item.id, { sign, node });
    return node;
  }

  function make(item: TimelineItem): HTMLElement {
    switch (item.kind) {
      case 'day':
        return element('div', { class: 'day' }, element('span', {}, dayName(item.at, words.tag)));
      case 'own':
        return ownMessage(item, context);
      case 'staff':
        return staffMessage(item, context, focusComposer);
      default:
        return item satisfies never;
    }
  }

  function ownCount(): number {
    return list.querySelectorAll('.own').length;
  }

  function isAtEnd(): boolean {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < FOLLOW_WITHIN_PX;
  }

  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight;
    below.hidden = true;
  }

  return { root, draw, toEnd };
}

/** Everything that the drawing of an item depends on, except the state line of an own message. */
function signOf(item: TimelineItem): string {
  return JSON.stringify(item.kind === 'own' ? [item.content] : item);
}

function dayName(at: number, tag: string): string {
  const midnight = (moment: Date): number => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(new Date(at)) - midnight(new Date())) / 86_400_000);
  if (days > -2) return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day');
  return new Date(at).toLocaleDateString(tag, { month: 'long', day: 'numeric', weekday: 'long' });
}
