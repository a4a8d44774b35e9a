import { Button, Input } from 'antd';
import type { ReactNode } from 'react';
import type { CampaignContent } from '../../../src/server/contract/index.ts';
import { put, useWords } from '../words/index.ts';
import { Field, type FieldsProps } from './field.tsx';

type Variant = CampaignContent['variants'][number];
const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** The words in every language, and other versions of them to compare. */
export function TextFields({ content: { variants }, change }: FieldsProps): ReactNode {
  const { care } = useWords();
  const setText = (name: string, locale: 'zh-CN' | 'en', text: string) =>
    change({
      variants: variants.map((each) =>
        each.name === name ? { ...each, text: { ...each.text, [locale]: text } } : each,
      ),
    });
  const free = NAMES.find((name) => !variants.some((each) => each.name === name));
  return (
    <>
      <p className="soft">{care.places}</p>
      {variants.map((variant: Variant) => (
        <div key={variant.name}>
          {variants.length > 1 && (
            <p>
              <strong>{put(care.variant, variant.name.toUpperCase())}</strong>{' '}
              <Button
                size="small"
                type="text"
                onClick={() => change({ variants: variants.filter((each) => each !== variant) })}
              >
                {care.removeVariant}
              </Button>
            </p>
          )}
          {(['zh-CN', 'en'] as const).map((locale) => {
            const label = locale === 'en' ? care.textEn : care.textZh;
            const shown = variants.length > 1 ? `${label} ${variant.name.toUpperCase()}` : label;
            return (
              <Field key={locale} label={label}>
                <Input.TextArea
                  aria-label={shown}
                  rows={3}
                  value={variant.text[locale]}
                  onChange={({ target }) => setText(variant.name, locale, target.value)}
                />
              </Field>
            );
          })}
        </div>
      ))}
      {free !== undefined && (
        <Button
          size="small"
          onClick={() => change({ variants: [...variants, { ...(variants[0] ?? FIRST), name: free }] })}
        >
          {care.addVariant}
        </Button>
      )}
    </>
  );
}

const FIRST: Variant = { name: 'a', weight: 1, text: { 'zh-CN': '', en: '' } };
