/** Everything the chat says by itself; one file per locale fills it. `{}` is where a number or name goes. */
export interface Words {
  tag: string;
  /** The name of the chat while the shop's own name is not known yet. */
  title: string;
  open: string;
  close: string;
  unread: string;
  conversation: string;
  greeting: string;
  hint: string;
  starters: string;
  placeholder: string;
  message: string;
  send: string;
  tooLong: string;
  typing: string;
  connecting: string;
  offline: string;
  refused: string;
  sending: string;
  sent: string;
  failed: string;
  retry: string;
  remove: string;
  newMessages: string;
  bot: string;
  agent: string;
  you: string;
  rating: string;
  helpful: string;
  notHelpful: string;
  choices: string;
  opensNewTab: string;
  otherLanguage: string;
  attachment: string;
}
