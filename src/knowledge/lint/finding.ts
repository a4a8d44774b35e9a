/** What a linter of the knowledge base can find. The words are stable: programs read them. */
export type LintRule =
  | 'broken'
  | 'duplicate'
  | 'contradiction'
  | 'near-identical'
  | 'translation'
  | 'expired'
  | 'expiring'
  | 'dead-link'
  | 'dead-image'
  | 'unfindable';

export interface LintFinding {
  rule: LintRule;
  severity: 'error' | 'warning';
  /** Relative to the knowledge base. */
  path: string;
  line: number;
  message: string;
}
