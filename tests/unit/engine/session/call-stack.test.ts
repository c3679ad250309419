import { describe, expect, it } from 'vitest';
import { OP } from '../../../../main/engine/trace/codes';
import { callStack } from '../../../../main/engine/session/call-stack';
import { LoaderSource } from '../../../../main/engine/session/loader-source';
import type { LoaderVersion } from '../../../../shared/machine';
import { corpusCase, loadKernelFile } from '../../../fixtures/loaded';

const source = new LoaderSource();

const textOf = (file: string, line: number): string => {
  return source.file(file, []).text.split('\n')[line - 1]!;
};

/** The call stack of a case's failure, innermost first, each with its statement. */
function failureStack(name: string, loader: LoaderVersion = '0.11.8'): string[] {
  const kernel = corpusCase(name);
  const loaded = loadKernelFile({ ...kernel, machine: { ...kernel.machine, loader } });
  return callStack(loaded.view, source, loaded.view.trace.opCount - 1).map(
    (frame) => `${frame.upstream}: ${textOf(frame.file, frame.line).trim()}`,
  );
}

describe('a failure', () => {
  it('is at the statement that throws it, not at the words about it', () => {
    expect(failureStack('same-segment-twice')).toEqual([
      "handle_load_segment: if (failure !== null) throw new LoaderError('map_to failed');",
      'load_segments: handleLoadSegment(inner, programHeader);',
      'load_kernel: const tlsTemplate = loader.loadSegments();',
    ]);
    expect(failureStack('rela-outside-every-load').slice(0, 2)).toEqual([
      "check_is_in_load: throw new LoaderError('offset is not in load segment');",
      'apply_relocation: inner.probe.relocation(idx, words, at);',
    ]);
  });

  it('in a function further out ends the calls that were made from there', () => {
    expect(failureStack('tls-twice')).toEqual([
      "load_segments: if (tlsTemplate !== null) throw new LoaderError('multiple TLS segments not supported');",
      'load_kernel: const tlsTemplate = loader.loadSegments();',
    ]);
  });

  it('with a text that several places have is not put into another stage', () => {
    for (const name of ['range-wraps', 'not-canonical', 'relro-not-canonical']) {
      expect(failureStack(name).join()).not.toContain('relocation');
    }
  });

  it('that only one release has is at its statement', () => {
    expect(failureStack('kernel-base-of-an-executable', '0.11.17')[0]).toContain(
      "Loader::new: 'Invalid kernel_code mapping.",
    );
    expect(failureStack('kernel-base-below-its-alignment', '0.11.17')[0]).toContain(
      'Failed to mark level 4 entries as used',
    );
  });

  it('for want of a frame in a copy is at the allocation', () => {
    for (const name of ['no-frame-for-bss-edge', 'no-frame-for-copy-on-write']) {
      expect(failureStack(name)[0]).toBe(
        'make_mut: const newFrame = unwrap(inner.frameAllocator.allocateFrame());',
      );
    }
  });
});

describe('arguments and names', () => {
  it('of a relocation that copies its page', () => {
    const { view } = loadKernelFile(corpusCase('cow-first-copies-second-reuses'));
    const op = view.trace.ops.kind.indexOf(OP.frameCopied, view.trace.ops.kind.indexOf(OP.bytesWritten) - 5);
    const stack = callStack(view, source, op);
    expect(stack.map(({ name, upstream, args }) => [name, upstream, args])).toEqual([
      ['makeMut', 'make_mut', '8000004000'],
      ['copyTo', 'copy_to', ''],
      ['applyRelocation', 'apply_relocation', '#0'],
      ['handleDynamicSegment', 'handle_dynamic_segment', ''],
      ['loadSegments', 'load_segments', ''],
      ['loadKernel', 'load_kernel', ''],
    ]);
    // Every frame names a span that holds the op.
    const { spans } = view.trace;
    expect(stack.every(({ span }) => spans.firstOp[span]! <= op && op < spans.endOp(span))).toBe(true);
  });
});
