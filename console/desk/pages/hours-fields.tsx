import { Form, Input, Switch } from 'antd';
import type { ReactNode } from 'react';
import type { OfficeHours } from '../../../src/server/contract/index.ts';
import { useWords } from '../words/index.ts';

export interface HoursForm {
  timeZone: string;
  /** Monday first; a day with two empty times is free. */
  days: Array<{ from: string; to: string }>;
  chineseHolidays: boolean;
  /** One date per line. */
  closed: string;
}

/** What a shop in China mostly has, as a beginning. */
const USUAL: OfficeHours = {
  timeZone: 'Asia/Shanghai',
  days: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })),
  chineseHolidays: true,
  closed: [],
};

export function hoursForm(hours: OfficeHours | null): HoursForm {
  const { timeZone, days, chineseHolidays, closed } = hours ?? USUAL;
  return {
    timeZone,
    days: [1, 2, 3, 4, 5, 6, 7].map((day) => {
      const found = days.find((one) => one.day === day);
      return { from: found?.from ?? '', to: found?.to ?? '' };
    }),
    chineseHolidays,
    closed: closed.join('\n'),
  };
}

export function hoursOf({ timeZone, days, chineseHolidays, closed }: HoursForm): OfficeHours {
  return {
    timeZone: timeZone.trim(),
    days: days.flatMap(({ from, to }, index) => (from && to ? [{ day: index + 1, from, to }] : [])),
    chineseHolidays,
    closed: closed.split(/\s+/).filter(Boolean),
  };
}

/** The fields of office hours, for the desk or for one person. */
export function HoursFields({ name }: { name: string }): ReactNode {
  const words = useWords();
  const { team } = words;
  return (
    <>
      <Form.Item name={[name, 'timeZone']} label={team.timeZone} rules={[{ required: true }]}>
        <Input maxLength={64} />
      </Form.Item>
      <div className="week">
        {team.days.map((day, index) => (
          <div key={day}>
            <span>{day}</span>
            <Form.Item name={[name, 'days', index, 'from']} noStyle>
              <Input type="time" aria-label={`${day} ↦`} />
            </Form.Item>
            <Form.Item name={[name, 'days', index, 'to']} noStyle>
              <Input type="time" aria-label={`${day} ↤`} />
            </Form.Item>
          </div>
        ))}
      </div>
      <Form.Item name={[name, 'chineseHolidays']} label={team.holidays} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name={[name, 'closed']} label={team.closed} rules={[{ pattern: /^(\s*\d{4}-\d{2}-\d{2}\s*)*$/ }]}>
        <Input.TextArea rows={2} />
      </Form.Item>
    </>
  );
}
