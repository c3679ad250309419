import type { Problems } from '../../../../shared/problem-types';
import type { LoadView } from '../../trace/load-view';
import { explainedFailure } from './failure/explain-failure';
import { Findings } from './findings';
import { readDynamicTablesInSteps } from './dynamic-tables';
import { KernelFacts } from './kernel-facts';
import { config } from './rules/config';
import { endOfFile } from './rules/end-of-file';
import { entry } from './rules/entry';
import { machine } from './rules/machine';
import { emptyLoads, pageTails } from './rules/page-tails';
import { relocationTables, needsLinker } from './rules/relocation-tables';
import { relocationTargets } from './rules/relocation-targets';
import { relro } from './rules/relro';
import { executableStack, writeExecute } from './rules/rights';
import type { LongRule, Rule } from './rules/rule';
import { sharedPages } from './rules/shared-pages';
import { shiftedBytes } from './rules/shifted-bytes';
import { tls } from './rules/tls';
import type { Steps } from './steps';

/** In the order in which findings of the same weight are listed. */
const RULES: readonly (Rule | LongRule)[] = [
  machine,
  endOfFile,
  sharedPages,
  shiftedBytes,
  entry,
  relocationTables,
  relocationTargets,
  relro,
  writeExecute,
  tls,
  executableStack,
  emptyLoads,
  needsLinker,
  pageTails,
  config,
];

/**
 * Everything that is wrong with a kernel: why its load failed, what would fail next, and what succeeds but will not work.
 * A file that was refused at once is looked at as far as it can be read.
 */
export function* diagnose(view: LoadView): Steps<Problems> {
  const kernel = new KernelFacts(view);
  const findings = new Findings();
  yield;
  yield* kernel.prepare();
  yield* readDynamicTablesInSteps(kernel);
  const failed = view.message === null ? null : explainedFailure(kernel);
  if (failed !== null) findings.add(failed.rule, () => failed.finding);
  for (const rule of RULES) {
    yield;
    const steps = rule({ kernel, findings, failed });
    if (steps) yield* steps;
  }
  if (failed === null) findings.pass('load-failure', 'The kernel loads');
  return findings.result();
}
