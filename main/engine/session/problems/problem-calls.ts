import type { EngineCalls } from '../../../../shared/contract';
import type { Problems } from '../../../../shared/problem-types';
import type { Workbench } from '../workbench';
import { diagnose } from './diagnose';

/** What is wrong with the document's kernel: found when the first question comes, as a load does not change. */
export function problemCalls(bench: Workbench): Pick<EngineCalls, 'problems.list'> {
  let known: Problems | null = null;
  return {
    'problems.list': () => (known ??= diagnose(bench.load())),
  };
}
