import type { ExplainedFailure } from '../failure/explain-failure';
import type { Findings } from '../findings';
import type { KernelFacts } from '../kernel-facts';

/** What a rule looks at, and where it says what it found. */
export interface RuleContext {
  readonly kernel: KernelFacts;
  readonly findings: Findings;
  /** Why the load failed; `null` where it did not. */
  readonly failed: ExplainedFailure | null;
}

/** Looks for one kind of problem. */
export type Rule = (context: RuleContext) => void;
