/** What a customer can type as a command on every channel, in either language. */
export type Command = { kind: 'start' } | { kind: 'help' } | { kind: 'person' } | { kind: 'language'; to: string };

/** `/help`, `/help@shop_bot`, `/language en`. Null for anything else, unknown commands included. */
export function parseCommand(text: string): Command | null {
  const [, name = '', argument = ''] = /^[/／]([\p{L}_]+)(?:@\w+)?(?:\s+(.*))?$/su.exec(text.trim()) ?? [];
  switch (name.toLowerCase()) {
    case 'start':
    case '开始':
      return { kind: 'start' };
    case 'help':
    case '帮助':
      return { kind: 'help' };
    case 'person':
    case 'human':
    case '人工':
      return { kind: 'person' };
    case 'language':
    case 'lang':
    case '语言':
      return { kind: 'language', to: argument.trim().toLowerCase() };
    default:
      return null;
  }
}
