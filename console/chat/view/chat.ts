import type { ChatContext } from './chat-context.ts';
import { createComposer } from './composer.ts';
import { button, element } from './element.ts';
import { createLog } from './log.ts';

export interface ChatView {
  root: HTMLElement;
  /** The shop's name, as soon as it is known. */
  draw(): void;
  focus(): void;
  toEnd(): void;
}

/** More would push the conversation off a phone's screen. */
const MAX_STARTERS = 6;

/** The whole chat: head, conversation, composer. `actions` stand at the end of the head. */
export function createChat(context: ChatContext, ...actions: HTMLElement[]): ChatView {
  const { session, words } = context;
  const title = element(`h${context.heading}`, { class: 'title' }, words.title);
  const greeting = element('p', { class: 'greeting' }, words.greeting);
  const hint = element('p', { class: 'hint' }, words.hint);
  const starters = element('div', { class: 'starters', role: 'group', 'aria-label': words.starters });
  const welcome = element('section', { class: 'welcome' }, greeting, hint, starters);
  const banner = element('div', { class: 'banner', role: 'status' });
  const composer = createComposer(context);
  const log = createLog(context, welcome, composer.focus);
  const head = element('header', { class: 'head' }, element('span', { class: 'lamp', 'aria-hidden': 'true' }), title);
  head.append(...actions);
  const root = element('section', { class: 'chat', lang: words.tag }, head, banner, log.root, composer.root);
  let shownWelcome: unknown = null;

  function draw(): void {
    const state = session.state();
    if (state.welcome && state.welcome !== shownWelcome) {
      shownWelcome = state.welcome;
      title.textContent = state.welcome.name;
      const [headline, rest] = splitGreeting(state.welcome.greeting);
      greeting.textContent = headline;
      hint.textContent = rest || words.hint;
      starters.replaceChildren(
        ...state.welcome.starters
          .slice(0, MAX_STARTERS)
          .map((question) => button('starter', question, () => ask(question))),
      );
    }
    const trouble = { lost: words.offline, refused: words.refused, idle: '', ready: '', connecting: '' };
    banner.textContent = trouble[state.connection];
    root.setAttribute('data-connection', state.connection);
    log.draw();
  }

  function ask(question: string): void {
    session.say({ kind: 'text', text: question });
    composer.focus();
  }

  return { root, draw, focus: composer.focus, toEnd: log.toEnd };
}

/** The first sentence is set large, what follows it small. */
function splitGreeting(greeting: string): [headline: string, rest: string] {
  const headline = /^.+?([。！？!?]|\.(?=\s))/su.exec(greeting)?.[0] ?? greeting;
  return [headline, greeting.slice(headline.length).trim()];
}
