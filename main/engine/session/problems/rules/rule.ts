import type { ExplainedFailure } from '../failure/explain-failure';
import type { Findings } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import type { Steps } from '../steps';

/** What a rule looks at, and where it says what it found. */
export interface RuleContext {
  readonly kernel: KernelFacts;
  readonly findings: Findings;
  /** Why the load failed; `null` where it did not. */
  readonly failed: ExplainedFailure | null;
}

/** Looks for one kind of problem. */
export type Rule = (context: RuleContext) => void;

/** Looks for one kind of problem, among so much that other questions are to be answered between. */
export type LongRule = (context: RuleContext) => Steps;
