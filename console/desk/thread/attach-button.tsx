import { PaperClipOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useRef } from 'react';

interface AttachButtonProps {
  label: string;
  attach: (files: readonly File[]) => void;
}

/** Opens the browser's own choice of files. */
export function AttachButton({ label, attach }: AttachButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          attach([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <Button
        size="small"
        type="text"
        icon={<PaperClipOutlined />}
        aria-label={label}
        title={label}
        onClick={() => input.current?.click()}
      />
    </>
  );
}
