import { BulbOutlined, DownOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useCall } from '../api/context.ts';
import { put, useWords } from '../words/index.ts';
import { SafeMarkdown } from './safe-markdown.tsx';

interface SuggestionsProps {
  conversation: string;
  /** Another question than the customer's last. */
  question: string;
  ask: (question: string) => void;
  insert: (markdown: string) => void;
}

/** Answers of the knowledge base with their sources. They are put into the reply, to be changed there; never sent. */
export function Suggestions({ conversation, question, ask, insert }: SuggestionsProps): ReactNode {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState(question);
  useEffect(() => {
    setTyped(question);
    if (question !== '') setOpen(true);
  }, [question]);
  const query = question.trim() === '' ? {} : { q: question.trim() };
  const found = useCall('suggestions', { params: { conversation }, query });
  const items = found.data?.items ?? [];
  const best = items[0];
  return (
    <div className="suggest">
      <button type="button" className="suggest-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <BulbOutlined />
        <span>{words.suggest.title}</span>
        <em>{open ? '' : (best?.question ?? (found.data ? words.suggest.none : ''))}</em>
        <DownOutlined className="turn" />
      </button>
      {open && (
        <div className="suggest-body">
          <Input.Search
            size="small"
            value={typed}
            maxLength={2_000}
            placeholder={words.suggest.ask}
            aria-label={words.suggest.ask}
            onChange={({ target }) => setTyped(target.value)}
            onSearch={ask}
          />
          {found.data && items.length === 0 && <p className="soft">{words.suggest.none}</p>}
          {items.map((item) => (
            <article key={item.entry}>
              <header>
                <strong>{item.question}</strong>
                <span className="chip">{put(words.suggest.fit, Math.round(item.confidence * 100))}</span>
                <Button size="small" onClick={() => insert(item.markdown)}>
                  {words.suggest.insert}
                </Button>
              </header>
              <SafeMarkdown markdown={item.markdown} ask={ask} />
              <footer>{put(words.suggest.source, item.source)}</footer>
            </article>
          ))}
        </div>
      )}
    </div>
  );
}
