import { DownloadOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { ThreadContent, ThreadMessage } from '../../../src/server/contract/index.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWorkday } from '../shell/live-context.ts';
import { put, useLanguage, useWords } from '../words/index.ts';
import { fullMoment } from '../words/time.ts';
import { SafeMarkdown } from './safe-markdown.tsx';

interface MessageProps {
  message: ThreadMessage;
  first: boolean;
  conversation: string;
  ask: (question: string) => void;
}

/** One message: whose it is can be told by place, colour and name, so that nobody mixes up bot, customer and colleague. */
export function MessageView({ message, first, conversation, ask }: MessageProps): ReactNode {
  const words = useWords();
  const language = useLanguage();
  const { me } = useWorkday();
  const { author, agent } = message;
  const name = agent === null ? words.author[author] : agent.id === me.id ? words.author.me : agent.name;
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(
    message.at,
  );
  return (
    <article className={`message by-${author}`} data-first={first} data-delivery={message.delivery}>
      {first && (
        <header>
          <strong>{name}</strong>
        </header>
      )}
      <div className="bubble">
        <ContentView content={message.content} ask={ask} />
      </div>
      <footer>
        <time dateTime={new Date(message.at).toISOString()} title={fullMoment(message.at, language)}>
          {time}
        </time>
        {author !== 'customer' && author !== 'system' && <Delivery message={message} conversation={conversation} />}
      </footer>
    </article>
  );
}

function ContentView({ content, ask }: { content: ThreadContent; ask: (question: string) => void }): ReactNode {
  const words = useWords();
  switch (content.kind) {
    case 'text':
      return content.markdown ? (
        <SafeMarkdown markdown={content.text} ask={ask} />
      ) : (
        <>
          {content.quoted && <blockquote className="plain quoted">{content.quoted}</blockquote>}
          <p className="plain">{content.text}</p>
        </>
      );
    case 'choices':
      return (
        <>
          <SafeMarkdown markdown={content.prompt} ask={ask} />
          <ul className="choices">
            {content.choices.map((choice, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: choices never change and may have the same words
              <li key={index}>{choice}</li>
            ))}
          </ul>
        </>
      );
    case 'pressed':
      return <p className="plain aside">{put(words.thread.pressed, content.label)}</p>;
    case 'media':
      return <MediaView media={content.media} />;
    case 'unsupported':
      return <p className="plain aside">{put(words.thread.unsupported, content.platformType)}</p>;
    default:
      return content satisfies never;
  }
}

/**
 * Files of strangers are named and offered for download. Only what the server finds to be a picture is drawn, as an
 * image element, in which nothing runs; the rest is never opened inside the console.
 */
function MediaView({ media }: { media: Extract<ThreadContent, { kind: 'media' }>['media'] }): ReactNode {
  const words = useWords();
  const size = media.bytes === null ? '' : ` · ${sizeOf(media.bytes)}`;
  const href = sameOrigin(media.url);
  const [drawable, setDrawable] = useState(media.kind === 'image' || media.kind === 'sticker');
  return (
    <>
      {href !== null && drawable && (
        <a className="picture" href={href} download={media.name ?? true} aria-label={words.thread.download}>
          <img
            src={`${href}?preview=true`}
            alt={media.name ?? words.thread.media[media.kind]}
            loading="lazy"
            onError={() => setDrawable(false)}
          />
        </a>
      )}
      <p className="media">
        <span>
          {words.thread.media[media.kind]}
          {size}
        </span>
        <strong>{media.name ?? ''}</strong>
        {href === null ? (
          <em>{words.thread.noFile}</em>
        ) : (
          <a href={href} download={media.name ?? true} target="_blank" rel="noopener noreferrer">
            <DownloadOutlined /> {words.thread.download}
          </a>
        )}
      </p>
      {media.caption && <p className="plain">{media.caption}</p>}
    </>
  );
}

/** Files come from our own server; an address of anybody else's is not one. */
function sameOrigin(url: string | null): string | null {
  if (url === null || !URL.canParse(url, location.origin)) return null;
  const address = new URL(url, location.origin);
  return address.origin === location.origin && address.pathname.startsWith('/api/') ? address.href : null;
}

function sizeOf(bytes: number): string {
  return bytes < 1_024
    ? `${bytes} B`
    : bytes < 1_048_576
      ? `${Math.round(bytes / 1_024)} KB`
      : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function Delivery({ message, conversation }: { message: ThreadMessage; conversation: string }): ReactNode {
  const words = useWords();
  const { message: toast, modal } = App.useApp();
  const retry = useChange('retryMessage', ['thread']);
  const { delivery } = message;
  const again = () =>
    retry.mutate(
      { params: { conversation, message: message.id } },
      { onError: (failure) => toast.error(explain(failure, words)) },
    );
  const canRetry = delivery === 'refused' || delivery === 'unsure';
  return (
    <span className={`delivery delivery-${delivery}`}>
      {canRetry && <ExclamationCircleOutlined aria-hidden="true" />} {words.delivery[delivery]}
      {canRetry && (
        <Button
          type="link"
          size="small"
          loading={retry.isPending}
          onClick={() =>
            delivery === 'unsure' ? void modal.confirm({ title: words.delivery.resendUnsure, onOk: again }) : again()
          }
        >
          {words.delivery.resend}
        </Button>
      )}
    </span>
  );
}
