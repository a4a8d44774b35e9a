import { MAX_TEXT } from '../protocol.ts';
import { fill } from '../words/index.ts';
import type { ChatContext } from './chat-context.ts';
import { button, element, icon } from './element.ts';
import { ICONS } from './icons.ts';

export interface ComposerView {
  root: HTMLElement;
  focus(): void;
}

/** From here on the visitor is told how many characters are left. */
const WARN_BELOW = 500;

/** Where the visitor writes. Enter sends, Shift+Enter begins a line, and Enter that ends an IME word does neither. */
export function createComposer({ session, words }: ChatContext): ComposerView {
  const field = element('textarea', {
    rows: 1,
    maxlength: MAX_TEXT,
    placeholder: words.placeholder,
    'aria-label': words.message,
    enterkeyhint: 'send',
    autocomplete: 'off',
  });
  const left = element('span', { class: 'left', role: 'status' });
  const sendButton = button('send', icon(ICONS.send), submit, { 'aria-label': words.send, title: words.send });
  const root = element('form', { class: 'composer' }, element('div', { class: 'field' }, field, sendButton), left);
  update();

  root.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('input', () => {
    update();
    if (field.value !== '') session.writing();
  });
  field.addEventListener('keydown', (event) => {
    // keyCode 229 is how Safari tells that the Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });

  function submit(): void {
    const text = field.value.trim();
    if (text !== '') session.say({ kind: 'text', text });
    field.value = '';
    update();
    field.focus();
  }

  function update(): void {
    sendButton.classList.toggle('ready', field.value.trim() !== '');
    const room = MAX_TEXT - field.value.length;
    left.textContent = room < WARN_BELOW ? fill(words.tooLong, room) : '';
    field.style.height = 'auto';
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`;
  }

  return { root, focus: () => field.focus({ preventScroll: true }) };
}
