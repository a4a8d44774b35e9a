import { Form, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import { COMPENSATION_KINDS, type Limits } from '../../../src/server/contract/index.ts';
import { useWords } from '../words/index.ts';

type Amounts = z.infer<typeof Limits>;

/** The form shows money in yuan; the contract has it in fen. Points stay points. */
export function limitsForm({ coupon, refund, points }: Amounts): Amounts {
  return { coupon: coupon / 100, refund: refund / 100, points };
}

export function limitsOf({ coupon, refund, points }: Amounts): Amounts {
  return { coupon: Math.round(coupon * 100), refund: Math.round(refund * 100), points: Math.round(points) };
}

export function LimitFields({ name, label, disabled }: { name: string; label: string; disabled: boolean }): ReactNode {
  const words = useWords();
  return (
    <Form.Item label={label}>
      <div className="limits">
        {COMPENSATION_KINDS.map((kind) => (
          <Form.Item key={kind} name={[name, kind]} label={words.comp[kind]} noStyle>
            <InputNumber
              min={0}
              disabled={disabled}
              aria-label={words.comp[kind]}
              prefix={words.comp[kind]}
              suffix={kind === 'points' ? words.comp.pts : words.comp.yuan}
              precision={kind === 'points' ? 0 : 2}
            />
          </Form.Item>
        ))}
      </div>
    </Form.Item>
  );
}
