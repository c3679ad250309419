import { callStack } from '../../source/call-stack';
import { LoaderSource } from '../../source/loader-source';
import type { Finding } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { mend } from '../mends';
import type { ProblemRule } from '../../../../../shared/problem-types';
import { arithmeticFailures } from './arithmetic-failures';
import { dynamicFailures } from './dynamic-failures';
import {
  failureLink,
  failureOf,
  stepText,
  type Explanation,
  type Failure,
  type FailureEnd,
  type FailureText,
} from './failure-context';
import { headerFailures } from './header-failures';
import { pageFailures } from './page-failures';
import { placementFailures } from './placement-failures';
import { planFailures } from './plan-failures';
import { relocationFailures } from './relocation-failures';
import { relroFailures } from './relro-failures';
import { stoppedFailures } from './stopped-failures';
import { tableFailures } from './table-failures';

/** Every text with which a load ends; of those that match, the first holds. */
export const FAILURE_TEXTS: readonly FailureText[] = [
  ...headerFailures,
  ...planFailures,
  ...placementFailures,
  ...tableFailures,
  ...pageFailures,
  ...dynamicFailures,
  ...relocationFailures,
  ...relroFailures,
  ...arithmeticFailures,
  ...stoppedFailures,
];

/** The failure of a load as a finding, with what rules need to know to not say it again. */
export interface ExplainedFailure {
  readonly rule: ProblemRule;
  readonly finding: Finding;
  readonly failure: Failure;
}

/** Explains why a load has failed. */
export function explainedFailure(kernel: KernelFacts): ExplainedFailure {
  const failure = failureOf(kernel);
  const found = findText(failure);
  const explanation: Explanation = found?.text.explain(failure, found.match) ?? unknown(failure);
  const { rule = 'load-failure', title, place, link, file, cause, what, ...detail } = explanation;
  const after =
    failure.view.elfFile === null
      ? 'The file was refused before anything was loaded.'
      : `Nothing after ${stepText(failure)} was done.`;
  return {
    rule,
    failure,
    finding: {
      group: 'failure',
      severity: 'error',
      title,
      consequence: `${oneLine(failure.message)}${cause === undefined ? '' : `: ${cause}`}`,
      place: place ?? stepText(failure),
      link: link ?? failureLink(failure),
      file: file ?? null,
      detail: {
        ...detail,
        what: [...what, after],
        trail: trailOf(failure, found?.text.end ?? 'panic', cause),
        source: sourceOf(failure, found?.text ?? null),
      },
    },
  };
}

/** The entry of the catalogue that a failure is; `null` for none. */
export function findText(
  failure: Failure,
): { readonly text: FailureText; readonly match: RegExpExecArray | null } | null {
  for (const text of FAILURE_TEXTS) {
    if (text.stages?.includes(failure.stage) === false) continue;
    if (text.steps?.includes(failure.step) === false) continue;
    if (text.when?.(failure) === false) continue;
    if (typeof text.text === 'string') {
      if (text.text === failure.message) return { text, match: null };
      continue;
    }
    const match = text.text.exec(failure.message);
    if (match !== null) return { text, match };
  }
  return null;
}

function unknown(failure: Failure): Explanation {
  return {
    title: 'The load fails',
    what: [`The loader ends with "${oneLine(failure.message)}" at ${stepText(failure)}.`],
    mends: [mend('Look at the step', 'The call stack and the source of the loader show what it was doing.')],
  };
}

const SOURCE = new LoaderSource();

/** Upstream's functions from the outermost on, what they were told, and the text. */
function trailOf(failure: Failure, end: FailureEnd, cause: string | undefined): string[] {
  const { view, message } = failure;
  const names = callStack(view, SOURCE, view.trace.opCount - 1).map(({ upstream }) => upstream);
  const functions = names.reverse().filter((name, i) => name !== names[i - 1]);
  const text = JSON.stringify(oneLine(message));
  const ends: Readonly<Record<FailureEnd, string>> = {
    err: `Err(${text})`,
    panic: `panic!(${text})`,
    stopped: `stopped: ${oneLine(message)}`,
  };
  return [...functions, ...(cause === undefined ? [] : [cause]), ends[end]];
}

function sourceOf({ view }: Failure, text: FailureText | null): string {
  if (text === null) return '';
  return typeof text.source === 'string' ? text.source : text.source[view.machine.loader];
}

/** A panic's text may have lines. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
