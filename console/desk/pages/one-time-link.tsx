import { App, Button, Input } from 'antd';
import type { ReactNode } from 'react';
import { put, useWords } from '../words/index.ts';

/** A link that the server tells once: to be copied and handed on. */
export function OneTimeLink({ name, link }: { name: string; link: string }): ReactNode {
  const words = useWords();
  const { message } = App.useApp();
  return (
    <div className="one-time">
      <p>{put(words.team.link, name)}</p>
      <Input value={link} readOnly aria-label={put(words.team.link, name)} onFocus={({ target }) => target.select()} />
      <Button onClick={() => void navigator.clipboard.writeText(link).then(() => message.success(words.team.copied))}>
        {words.team.copy}
      </Button>
    </div>
  );
}
