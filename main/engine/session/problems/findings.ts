import type { Passed, Problem, ProblemDetail, ProblemRule, Problems } from '../../../../shared/problem-types';
import type { LinkTarget } from '../../../../shared/view-types';

/** A finding as a rule makes it. */
export interface Finding extends Omit<Problem, 'id' | 'rule' | 'detail'> {
  readonly detail: Partial<ProblemDetail> & Pick<ProblemDetail, 'what'>;
}

/** Most findings of one rule that are put into words. */
const MOST_OF_RULE = 20;

/** Collects what the rules say. Findings beyond the most of a rule are counted, not made. */
export class Findings {
  private readonly problems: Problem[] = [];
  private readonly passed: Passed[] = [];
  private readonly counts = new Map<ProblemRule, number>();

  /** Adds a finding; it is made only if it is listed. */
  add(rule: ProblemRule, make: () => Finding): void {
    const number = (this.counts.get(rule) ?? 0) + 1;
    this.counts.set(rule, number);
    if (number > MOST_OF_RULE) return;
    const finding = make();
    this.problems.push({
      id: `${rule}-${number}`,
      rule,
      ...finding,
      detail: {
        claimants: [],
        facts: [],
        mends: [],
        trail: [],
        source: '',
        picture: null,
        ...finding.detail,
      },
    });
  }

  /** Whether a rule has found anything. */
  has(rule: ProblemRule): boolean {
    return this.counts.has(rule);
  }

  /** Says that what a rule looks at is as it should be, unless the rule has found something. */
  pass(rule: ProblemRule, title: string, link: LinkTarget | null = null): void {
    if (!this.has(rule)) this.passed.push({ rule, title, link });
  }

  /** Everything, the worst first: by group, then by severity, then in the order in which it was found. */
  result(): Problems {
    const groups = ['failure', 'next', 'preflight'];
    const severities = ['error', 'warning', 'note'];
    const rank = ({ group, severity }: Problem): number =>
      groups.indexOf(group) * severities.length + severities.indexOf(severity);
    const more = [...this.counts]
      .filter(([, number]) => number > MOST_OF_RULE)
      .map(([rule, number]) => ({ rule, count: number - MOST_OF_RULE }));
    return {
      problems: [...this.problems].sort((a, b) => rank(a) - rank(b)),
      passed: this.passed,
      more,
    };
  }
}

/** A fact with one value. */
export function fact(
  label: string,
  text: string,
  link: LinkTarget | null = null,
): ProblemDetail['facts'][number] {
  return { label, values: [{ text, mono: true, link, tone: 'plain' }] };
}
