import { Alert, App, Button, Modal } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import type { CallAnswer } from '../api/client.ts';
import { useChange } from '../api/context.ts';
import { explain } from '../shell/explain.ts';
import { put, useWords } from '../words/index.ts';

type Report = CallAnswer<'importCustomers'>;

/** Problems shown; the rest of a long file is the same mistake. */
const MOST_SHOWN = 50;

/** A file is looked through first: what would be taken, and what is wrong in which line. Only then it is taken in. */
export function ImportDialog({ close }: { close: () => void }): ReactNode {
  const words = useWords();
  const { customers } = words;
  const { message } = App.useApp();
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string | null>(null);
  const [csv, setCsv] = useState<string | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const run = useChange('importCustomers', ['findCustomers', 'customerTags']);
  const onError = (failure: Parameters<typeof explain>[0]) => void message.error(explain(failure, words));
  const choose = async (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    const text = textOf(await file.arrayBuffer());
    setCsv(text);
    run.mutate({ body: { csv: text, dryRun: true } }, { onSuccess: setReport, onError });
  };
  const take = () =>
    run.mutate(
      { body: { csv: csv ?? '', dryRun: false } },
      {
        onSuccess: (done) => {
          void message.success(put(customers.imported, done.created, done.updated));
          if (done.problems.length === 0) close();
          else setReport(done);
          setCsv(null);
        },
        onError,
      },
    );
  return (
    <Modal
      open
      title={customers.importFile}
      okText={customers.take}
      okButtonProps={{ disabled: csv === null || (report?.rows ?? 0) === 0, loading: run.isPending }}
      onOk={take}
      onCancel={close}
    >
      <p className="soft">{customers.importHint}</p>
      <p className="file-choice">
        <Button onClick={() => field.current?.click()}>{customers.chooseFile}</Button>
        <span className="soft">{name ?? customers.noFile}</span>
        <input
          ref={field}
          hidden
          type="file"
          accept=".csv,text/csv"
          aria-label={customers.importFile}
          onChange={({ target }) => void choose(target.files?.[0])}
        />
      </p>
      {report && (
        <div aria-live="polite" className="import-report">
          {csv !== null && <p>{put(customers.canTake, report.rows)}</p>}
          {report.problems.length > 0 && (
            <Alert
              type="warning"
              showIcon
              title={put(customers.leftOut, report.problems.length)}
              description={
                <ul>
                  {report.problems.slice(0, MOST_SHOWN).map(({ line, message: problem }) => (
                    <li key={`${line} ${problem}`}>{put(customers.line, line, problem)}</li>
                  ))}
                </ul>
              }
            />
          )}
        </div>
      )}
    </Modal>
  );
}

/** UTF-8, or GB18030, in which spreadsheets in China save. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
