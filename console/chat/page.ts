import './styles/chat.css';
import './styles/page.css';
import { createBrowserSession } from './browser-session.ts';
import { createChat } from './view/chat.ts';
import { button } from './view/element.ts';
import { wordsFor } from './words/index.ts';

/** The chat as a page of its own. `?lang=en` or the button in the head choose the language, else the browser does. */
const chosen = new URLSearchParams(location.search).get('lang');
const languages = chosen === null ? navigator.languages : [chosen, ...navigator.languages];
const words = wordsFor(languages);
const session = createBrowserSession(location.href, undefined, languages);
const other = words.tag === 'en' ? 'zh-CN' : 'en';
const chat = createChat(
  { session, words, base: location.origin, heading: 1 },
  button('switch', words.otherLanguage, () => location.assign(`?lang=${other}`), { lang: other }),
);

document.documentElement.lang = words.tag;
document.querySelector('main')?.replaceChildren(chat.root);
session.subscribe(draw);
session.open();
document.addEventListener('visibilitychange', draw);
if (matchMedia('(pointer: fine)').matches) chat.focus(); // on a phone the keyboard would cover the greeting

function draw(): void {
  chat.draw();
  const { welcome, unread } = session.state();
  const name = welcome?.name ?? words.title;
  document.title = document.hidden && unread > 0 ? `(${unread}) ${name}` : name;
  if (!document.hidden) session.seen();
}
