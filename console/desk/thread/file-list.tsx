import type { ReactNode } from 'react';
import { put, useWords } from '../words/index.ts';
import type { Unsent } from './drafts.ts';

interface FileListProps {
  files: Unsent['uploads'];
  /** How many are still on their way to the server. */
  uploading: number;
  remove: (id: string) => void;
}

/** What will go out with the reply. */
export function FileList({ files, uploading, remove }: FileListProps): ReactNode {
  const words = useWords();
  if (files.length === 0 && uploading === 0) return null;
  return (
    <ul className="files">
      {files.map((file) => (
        <li key={file.id}>
          {file.name}
          <button type="button" aria-label={put(words.composer.removeFile, file.name)} onClick={() => remove(file.id)}>
            ×
          </button>
        </li>
      ))}
      {uploading > 0 && <li role="status">{words.composer.uploading}…</li>}
    </ul>
  );
}
