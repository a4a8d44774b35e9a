import type { ReactNode } from 'react';
import { SafeMarkdown } from '../thread/safe-markdown.tsx';

/** A message as a customer reads it. */
export function MessagePreview({
  label,
  markdown,
  choices,
  shownAs,
}: {
  label: string;
  markdown: string;
  choices: readonly string[];
  shownAs: 'buttons' | 'numbered';
}): ReactNode {
  return (
    <figure className="care-preview">
      <figcaption className="soft">{label}</figcaption>
      <div className="bubble">
        <SafeMarkdown markdown={markdown} />
        {choices.length > 0 && (
          <ul className={`preview-choices preview-${shownAs}`}>
            {choices.map((choice, index) => (
              <li key={choice}>{shownAs === 'buttons' ? choice : `${index + 1}. ${choice}`}</li>
            ))}
          </ul>
        )}
      </div>
    </figure>
  );
}
