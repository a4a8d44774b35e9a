import type { ReactNode } from 'react';
import type { CampaignContent } from '../../../src/server/contract/index.ts';

/** What a part of the composer shows and changes. */
export interface FieldsProps {
  content: CampaignContent;
  change: (change: Partial<CampaignContent>) => void;
}

/** A field with its name above it. */
export function Field({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className="care-field">
      <span className="care-label">{label}</span>
      {children}
    </div>
  );
}
