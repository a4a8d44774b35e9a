import { createBrowserSession } from './browser-session.ts';
import chatStyles from './styles/chat.css?inline';
import launcherStyles from './styles/launcher.css?inline';
import { createChat } from './view/chat.ts';
import { button, element, icon } from './view/element.ts';
import { ICONS } from './view/icons.ts';
import { fill, wordsFor } from './words/index.ts';

/**
 * `<script src="https://…/widget.js" data-site="shop" data-locale="auto" async>`: a button at the bottom right that
 * opens the chat. It lives in a shadow root, so that neither page nor chat changes the other's looks. It connects
 * when it is opened, or at once for somebody who has talked here before.
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) mount(script);
  else addEventListener('DOMContentLoaded', () => mount(script));
}

function mount({ src, dataset }: HTMLScriptElement): void {
  const wanted = dataset['locale'] ?? 'auto';
  const languages = [...(wanted === 'auto' ? [document.documentElement.lang] : [wanted]), ...navigator.languages];
  const words = wordsFor(languages);
  const session = createBrowserSession(src, dataset['site'], languages.filter(Boolean));
  const closeButton = button('icon-button', icon(ICONS.close), close, {
    'aria-label': words.close,
    title: words.close,
  });
  const chat = createChat({ session, words, base: new URL(src).origin, heading: 2 }, closeButton);
  const badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
  const launcher = button('launcher', icon(ICONS.chat), toggle, {
    'aria-expanded': 'false',
    'aria-haspopup': 'dialog',
  });
  launcher.append(badge);
  const panel = element('div', { class: 'panel', role: 'dialog', 'aria-label': words.title, hidden: true }, chat.root);

  // Not a div: styles that a page has for its own elements do not reach it. What is inherited, `.root` takes back.
  const host = document.createElement('warmline-chat');
  const root = element('div', { class: 'root' }, panel, launcher);
  const shadow = host.attachShadow({ mode: 'open' });
  const styles = new CSSStyleSheet();
  styles.replaceSync(chatStyles + launcherStyles);
  shadow.adoptedStyleSheets = [styles];
  shadow.append(root);
  document.body.append(host);

  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) close();
    event.stopPropagation(); // the page's shortcuts are not meant for what is written here
  });
  document.addEventListener('visibilitychange', draw);
  session.subscribe(draw);
  if (session.returning()) session.open();
  draw();

  function toggle(): void {
    if (panel.hidden) open();
    else close();
  }

  function open(): void {
    panel.hidden = false;
    launcher.setAttribute('aria-expanded', 'true');
    root.classList.toggle('open', true);
    session.open();
    draw();
    chat.toEnd();
    chat.focus();
  }

  function close(): void {
    panel.hidden = true;
    launcher.setAttribute('aria-expanded', 'false');
    root.classList.toggle('open', false);
    launcher.focus();
  }

  function draw(): void {
    if (!panel.hidden && !document.hidden) session.seen();
    const { unread, welcome } = session.state();
    if (welcome) panel.setAttribute('aria-label', welcome.name);
    badge.textContent = unread > 0 ? String(Math.min(unread, 99)) : '';
    const label = unread > 0 ? `${words.open} · ${fill(words.unread, unread)}` : words.open;
    launcher.setAttribute('aria-label', label);
    chat.draw();
  }
}
