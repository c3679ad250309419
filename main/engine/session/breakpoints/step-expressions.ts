import type { ExpressionProblem } from '../../../../shared/breakpoint';
import { parseCondition } from '../../../../shared/expression/parse';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { parseTemplate } from '../../../../shared/expression/template';
import { StepQuery } from '../../query/step-query';
import { renderTemplate } from '../../query/step-template';
import type { LoadView } from '../../trace/load-view';

/** A text that was read, or where it is wrong. */
type Read<T> =
  | { readonly value: T; readonly problem: null }
  | { readonly value: null; readonly problem: ExpressionProblem };

/** The moments of a list at which a condition holds. */
export type Condition = (moments: Uint32Array) => Uint32Array;

/** Reads a condition. */
export function readCondition(view: LoadView, text: string): Read<Condition> {
  const parsed = parseCondition(text, STEP_ENVIRONMENT);
  if (!parsed.ok) return { value: null, problem: parsed.problem };
  let query: StepQuery | null = null;
  const select: Condition = (moments) => {
    query ??= StepQuery.compile(view, parsed.expression);
    return query.select(moments);
  };
  return { value: select, problem: null };
}

/** Reads what a logpoint says: a function from moment to text. */
export function readTemplate(view: LoadView, text: string): Read<(moment: number) => string> {
  const parsed = parseTemplate(text, STEP_ENVIRONMENT);
  if (!parsed.ok) return { value: null, problem: parsed.problem };
  const { template } = parsed;
  return { value: (moment) => renderTemplate(view, template, moment), problem: null };
}
