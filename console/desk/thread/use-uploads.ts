import { App } from 'antd';
import { useState } from 'react';
import { CallFailure } from '../api/client.ts';
import { useApi } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { useWords } from '../words/index.ts';
import type { Unsent } from './drafts.ts';

type Files = Unsent['uploads'];

export interface Uploads {
  files: Files;
  /** How many are on their way to the server. */
  uploading: number;
  attach: (chosen: readonly File[]) => Promise<void>;
  change: (change: (before: Files) => Files) => void;
}

const MAX_FILES = 10;

/** Files that go out with the next reply. They are uploaded as soon as they are chosen. */
export function useUploads(): Uploads {
  const words = useWords();
  const { message } = App.useApp();
  const api = useApi();
  const [files, setFiles] = useState<Files>([]);
  const [uploading, setUploading] = useState(0);

  const attach = async (chosen: readonly File[]) => {
    for (const file of chosen.slice(0, MAX_FILES - files.length)) {
      setUploading((count) => count + 1);
      try {
        const upload = await api.upload(file);
        setFiles((before) => [...before, { id: upload.id, name: upload.name }]);
      } catch (fault) {
        if (fault instanceof CallFailure) message.error(`${file.name}: ${explain(fault, words)}`);
      } finally {
        setUploading((count) => count - 1);
      }
    }
  };

  return { files, uploading, attach, change: setFiles };
}
