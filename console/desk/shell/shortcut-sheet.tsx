import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/index.ts';

/** Every shortcut, on `?`. */
export function ShortcutSheet({ open, close }: { open: boolean; close: () => void }): ReactNode {
  const { keys } = useWords();
  const lines: ReadonlyArray<readonly [string[], string]> = [
    [['J', '↓'], keys.next],
    [['K', '↑'], keys.previous],
    [['A'], keys.take],
    [['R'], keys.reply],
    [['N'], keys.note],
    [['T'], keys.transfer],
    [['Z'], keys.snooze],
    [['E'], keys.resolve],
    [['B'], keys.return],
    [['S'], keys.search],
    [['1', '2', '3', '4'], keys.go],
    [['/'], keys.canned],
    [['Esc'], keys.escape],
    [['?'], keys.help],
  ];
  return (
    <Modal open={open} onCancel={close} footer={null} title={keys.title} width={480}>
      <dl className="keys">
        {lines.map(([pressed, meaning]) => (
          <div key={meaning}>
            <dt>
              {pressed.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
