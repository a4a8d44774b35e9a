import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useCall } from '../api/context.ts';
import { useLanguage, useWords } from '../words/index.ts';
import { Field, type FieldsProps } from './field.tsx';

const MOST = 3;

/** Buttons under the message: each begins one of the shop's dialogues. */
export function ButtonFields({ content: { buttons }, change }: FieldsProps): ReactNode {
  const { care } = useWords();
  const language = useLanguage();
  const flows = useCall('careFlows', {}, { staleTime: 60_000 });
  const known = flows.data?.items ?? [];
  const set = (index: number, button: (typeof buttons)[number]) =>
    change({ buttons: buttons.map((old, at) => (at === index ? button : old)) });
  return (
    <Field label={care.buttons}>
      <ul className="care-buttons">
        {buttons.map((button, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: buttons have no name of their own
          <li key={index}>
            <Select
              aria-label={`${care.buttonFlow} ${index + 1}`}
              value={button.flow}
              status={flows.isSuccess && !known.some(({ flow }) => flow === button.flow) ? 'error' : ''}
              popupMatchSelectWidth={false}
              options={known.map(({ flow, title }) => ({ value: flow, label: title[language] }))}
              onChange={(flow) => set(index, { ...button, flow })}
            />
            {(['zh-CN', 'en'] as const).map((locale) => (
              <Input
                key={locale}
                aria-label={`${locale === 'en' ? care.buttonEn : care.buttonZh} ${index + 1}`}
                placeholder={locale === 'en' ? care.buttonEn : care.buttonZh}
                maxLength={60}
                value={button.label[locale]}
                onChange={({ target }) => set(index, { ...button, label: { ...button.label, [locale]: target.value } })}
              />
            ))}
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={care.removeButton}
              onClick={() => change({ buttons: buttons.filter((_, at) => at !== index) })}
            />
          </li>
        ))}
      </ul>
      {buttons.length < MOST && known.length > 0 && (
        <span>
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => {
              const [first] = known;
              if (first) change({ buttons: [...buttons, { flow: first.flow, label: first.title }] });
            }}
          >
            {care.addButton}
          </Button>
        </span>
      )}
    </Field>
  );
}
