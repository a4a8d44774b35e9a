import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { isReasonable, renderMarkdown } from '../../chat/view/markdown.ts';
import { useLanguage } from '../words/index.ts';

/** Words of bot, agents and articles, drawn by the chat's own hand: as the customer sees them, and never as HTML. */
export function SafeMarkdown({ markdown, ask }: { markdown: string; ask?: (question: string) => void }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const language = useLanguage();
  const asking = useRef(ask);
  asking.current = ask;
  const isDrawn = isReasonable(markdown);
  useLayoutEffect(() => {
    if (!isDrawn) return;
    place.current?.replaceChildren(
      renderMarkdown(markdown, {
        base: location.origin,
        heading: 3,
        ask: (question) => asking.current?.(question),
        opensNewTab: language === 'en' ? '(opens in a new tab)' : '（在新窗口打开）',
      }),
    );
  }, [markdown, isDrawn, language]);
  return isDrawn ? <div ref={place} className="markdown" /> : <div className="markdown plain">{markdown}</div>;
}
