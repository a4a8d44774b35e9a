import type { Reply } from '../../core/index.ts';

/** Markdown stays readable as it is; choices are numbered, because there is nothing to press. */
export function renderForTerminal(reply: Reply, colours: boolean): string {
  switch (reply.kind) {
    case 'text':
      return tint(reply.markdown, colours);
    case 'choices': {
      const lines = reply.choices.map((choice, index) => dim(`  ${index + 1}. ${choice.label}`, colours));
      return [tint(reply.prompt, colours), ...lines].join('\n');
    }
    case 'media':
      return tint(`[${reply.media.kind}] ${reply.media.caption ?? reply.media.name ?? reply.media.ref}`, colours);
    default:
      return reply satisfies never;
  }
}

function tint(text: string, colours: boolean): string {
  return colours ? `\u001b[36m${text}\u001b[0m` : text;
}

function dim(text: string, colours: boolean): string {
  return colours ? `\u001b[2m${text}\u001b[0m` : text;
}
