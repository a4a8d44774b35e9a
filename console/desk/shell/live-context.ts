import { createContext, useContext, useEffect } from 'react';
import type { Me } from '../../../src/server/contract/index.ts';
import type { LinkState } from '../api/live.ts';

export interface Workday {
  me: Me;
  shopName: { 'zh-CN': string; en: string };
  link: LinkState;
  /** Which customers are typing now, by conversation, until when (our clock). */
  customersTyping: ReadonlyMap<string, number>;
}

export const WorkdayContext = createContext<Workday | null>(null);

export function useWorkday(): Workday {
  const workday = useContext(WorkdayContext);
  if (workday === null) throw new Error('useWorkday is called outside of the workplace.');
  return workday;
}

export const isLead = (me: Me): boolean => me.role === 'supervisor' || me.role === 'admin';
export const isDesk = (me: Me): boolean => me.role !== 'operator';

export interface Shortcuts {
  [key: string]: () => void;
}

/** Single keys for the page, silent while somebody writes, a dialog is open, or a modifier is held. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isBusy(event.target)) return;
      const act = shortcuts[event.key.toLowerCase()];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) {
    const dialog = document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open');
    if (dialog !== null) return true;
  }
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
