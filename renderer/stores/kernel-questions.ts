import type { CallParams } from '../../shared/contract';
import type { Problems } from '../../shared/problem-types';
import { call } from '../api/client';

/** How long to wait for what is still looked for, in milliseconds. */
const ASK_EVERY = 20;

/** Findings of large kernels take a while: the engine looks for them between other questions. */
async function findings(): Promise<Problems> {
  for (;;) {
    const found = await call('problems.list');
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
  }
}

/** Questions about the kernel file, its code and its problems, of the engine store: as the contract has them. */
export function kernelQuestions() {
  return {
    kernelSummary: (params: CallParams<'kernel.summary'>) => call('kernel.summary', params),
    kernelHeader: (params: CallParams<'kernel.header'>) => call('kernel.header', params),
    kernelSegments: (params: CallParams<'kernel.segments'>) => call('kernel.segments', params),
    kernelSections: (params: CallParams<'kernel.sections'>) => call('kernel.sections', params),
    kernelDynamic: (params: CallParams<'kernel.dynamic'>) => call('kernel.dynamic', params),
    kernelNotes: (params: CallParams<'kernel.notes'>) => call('kernel.notes', params),
    findSymbols: (params: CallParams<'kernel.findSymbols'>) => call('kernel.findSymbols', params),
    symbols: (params: CallParams<'kernel.symbols'>) => call('kernel.symbols', params),
    findRelocations: (params: CallParams<'kernel.findRelocations'>) => call('kernel.findRelocations', params),
    relocations: (params: CallParams<'kernel.relocations'>) => call('kernel.relocations', params),
    kernelRowOf: (params: CallParams<'kernel.rowOf'>) => call('kernel.rowOf', params),
    kernelRuntime: (params: CallParams<'kernel.runtime'>) => call('kernel.runtime', params),
    kernelPicture: (params: CallParams<'kernel.picture'>) => call('kernel.picture', params),
    codeRows: (params: CallParams<'code.rows'>) => call('code.rows', params),
    codeEntry: (params: CallParams<'code.entry'>) => call('code.entry', params),
    codeText: (params: CallParams<'code.text'>) => call('code.text', params),
    problems: findings,
  };
}
