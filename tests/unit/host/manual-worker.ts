import type { DocumentWorker } from '../../../main/host/document-worker';
import type { LoadSummary } from '../../../shared/load-types';
import type { LoaderVersion } from '../../../shared/machine';
import { FailureError } from '../../../shared/result';

/** A worker whose loads end when the test says so. */
export class ManualWorker implements DocumentWorker {
  closed = false;
  loader: LoaderVersion | null = null;
  params: Parameters<DocumentWorker['load']>[0] | null = null;
  finish: (summary: LoadSummary) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  progress: Parameters<DocumentWorker['load']>[1] = () => undefined;

  constructor(readonly crash: (failure: FailureError) => void) {}

  load(...[params, onProgress]: Parameters<DocumentWorker['load']>): Promise<LoadSummary> {
    this.loader = params.machine?.loader ?? null;
    this.params = params;
    this.progress = onProgress;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }
  call(): Promise<unknown> {
    return Promise.resolve(this);
  }
  attach(): Promise<never> {
    return Promise.reject(new FailureError('file.notFound', 'There is no such file.'));
  }
  cancel(): void {
    this.fail(new FailureError('load.cancelled', 'Loading was cancelled.'));
  }
  exportTo(): Promise<{ path: string; bytes: number }> {
    return Promise.resolve({ path: '/out', bytes: 1 });
  }
  exportSteps(): Promise<{ path: string; bytes: number }> {
    return Promise.resolve({ path: '/steps', bytes: 2 });
  }
  saveEdited(): Promise<{ path: string; bytes: number }> {
    return Promise.resolve({ path: '/edited', bytes: 3 });
  }
  checkRange(): Promise<void> {
    return Promise.resolve();
  }
  saveRange(): Promise<{ path: string; bytes: number }> {
    return Promise.resolve({ path: '/bytes', bytes: 3 });
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
