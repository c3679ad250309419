import type { Problems } from '../../../../shared/problem-types';
import type { LoadView } from '../../trace/load-view';
import type { Work } from '../jobs';
import { diagnose } from './diagnose';
import type { Steps } from './steps';

/** The diagnosis of a load, in pieces. */
export class DiagnosisWork implements Work {
  /** Everything that is wrong; `null` as long as not all has been looked at. */
  found: Problems | null = null;
  /** What is left is known when all of it has been looked at: until then nothing is done. */
  readonly total = 1;
  private readonly steps: Steps<Problems>;

  constructor(view: LoadView) {
    this.steps = diagnose(view);
  }

  get done(): number {
    return this.found === null ? 0 : 1;
  }

  piece(): boolean {
    if (this.found !== null) return false;
    const { done, value } = this.steps.next();
    if (done === true) this.found = value;
    return done !== true;
  }
}
