import { describe, expect, it } from 'vitest';
import { OP, spanKind } from '../../../../../main/engine/trace/codes';
import { callStack } from '../../../../../main/engine/session/source/call-stack';
import { LoaderSource } from '../../../../../main/engine/session/source/loader-source';
import type { LoaderVersion } from '../../../../../shared/machine';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { SpanKind } from '../../../../../shared/trace-types';
import { corpusCase, loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../../fixtures/loaded';

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
      'apply_relocation: this.loadRanges.checkIsInLoad(words, at + rela.OFFSET);',
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

  it('that panics has the words of the panic left out', () => {
    expect(failureStack('rela-with-symbol')[0]).toContain('apply_relocation: upstreamAssertEq(index, 0');
    expect(failureStack('rela-type-1')[0]).toContain('apply_relocation: throw unimplemented(');
    expect(failureStack('rela-type-and-symbol-wide')[0]).toContain('apply_relocation: throw unimplemented(');
    expect(failureStack('dynamic-entry-size-zero')[0]).toContain('handle_dynamic_segment: upstreamAssertEq(');
    expect(failureStack('alignment-no-power-of-two-pie')[0]).toContain('get_free_address: upstreamAssert(');
  });

  it('has the calls that lead to it, which no op has seen', () => {
    expect(failureStack('rela-table-runs-out-of-its-page').slice(0, 5)).toEqual([
      'translate_page: throw new LoaderPanic("address is not mapped to the kernel\'s memory space: PageNotMapped");',
      'copy_from: const frame = frameOf(inner, current);',
      'read_relocation: copyFrom(this.inner, page, pageOffset, this.entryCopy.bytes);',
      'read_relocation: this.table.readRelocation(idx);',
      'handle_dynamic_segment: relocations.readRelocation(idx);',
    ]);
    expect(failureStack('rela-table-unmapped')[1]).toBe(
      'read_relocation: const frame = frameOf(inner, page);',
    );
    expect(failureStack('dynamic-partial-entry').slice(0, 3)).toEqual([
      "read_array: upstreamAssert(length % size === 0, 'input.len() % t_size == 0');",
      expect.stringContaining('handle_dynamic_segment: assertWholeRecords('),
      expect.stringContaining('handle_dynamic_segment: const found = findRelaEntries('),
    ]);
    expect(failureStack('class-32-dynamic')[0]).toContain('handle_dynamic_segment: if (!class64) throw');
    expect(failureStack('cow-spill-into-unmapped-page').slice(0, 3)).toEqual([
      expect.stringContaining('make_mut: if (mapped === null) throw'),
      'copy_to: const frame = makeMut(inner, current);',
      'copy_to: copyToPages(inner, page, offset, buf.bytes);',
    ]);
    expect(failureStack('type-shlib')[0]).toContain(
      "program::sanity_check: if (header.getType() === 'ShLib')",
    );
    expect(failureStack('no-headers-pie').slice(0, 3)).toEqual([
      expect.stringContaining('get_free_entries: if (count === 0n)'),
      expect.stringContaining('get_free_address: const index'),
      expect.stringContaining('Loader::new: const offset'),
    ]);
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
      ['copyTo', 'copy_to', '8000004000, 8 bytes'],
      ['applyRelocation', 'apply_relocation', '#0 offset 5000 addend 10'],
      ['handleDynamicSegment', 'handle_dynamic_segment', 'header 3'],
      ['loadSegments', 'load_segments', ''],
      ['loadKernel', 'load_kernel', 'kernel at 1000000'],
    ]);
    // Every frame names a span that holds the op.
    const { spans } = view.trace;
    expect(stack.every(({ span }) => spans.firstOp[span]! <= op && op < spans.endOp(span))).toBe(true);
  });

  const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });

  /** `name args` of the stack of the last op of the first step of a kind, without the outermost two. */
  const callsOf = (kind: SpanKind): string[] => {
    const [step] = spansOfKind(sample, kind);
    const stack = callStack(sample.view, source, sample.view.trace.spans.endOp(step!) - 1);
    return stack.slice(0, -2).map(({ name, args }) => `${name} ${args}`.trim());
  };

  it('of each kind of step', () => {
    expect(callsOf('mapPage')).toEqual([
      'mapToWithTableFlags 8000000000 → 1000000 PRESENT | NO_EXECUTE',
      'handleLoadSegment LOAD 1 R',
    ]);
    expect(callsOf('bssEdge')).toEqual(['handleBssSection LOAD 3 c30 bytes', 'handleLoadSegment LOAD 3 RW']);
    expect(callsOf('bssPage')).toEqual([
      'mapToWithTableFlags 800000c000 → 1011000 PRESENT | WRITABLE | NO_EXECUTE',
      'handleBssSection LOAD 4 3850e0 bytes',
      'handleLoadSegment LOAD 4 RW',
    ]);
    expect(callsOf('tlsTemplate')).toEqual(['handleTlsSegment header 5']);
    expect(callsOf('readOnly')).toEqual([
      'updateFlags 8000009000 PRESENT | COPIED | NO_EXECUTE',
      'handleRelroSegment 8000009018–800000b000',
    ]);
    expect(callsOf('flagCleared')).toEqual([
      'updateFlags 8000009000 PRESENT | NO_EXECUTE',
      'removeCopiedFlags',
    ]);
    expect(callsOf('entryPoint')).toEqual([]);
  });

  it('of a new table: the entry that links it; of the parts of a copy', () => {
    const { ops, spans } = sample.view.trace;
    const [step] = spansOfKind(sample, 'mapPage');
    const tables = [0, 3, 6].map((op) => callStack(sample.view, source, spans.firstOp[step!]! + op)[0]!);
    expect(tables.map(({ name, args }) => `${name} ${args}`)).toEqual([
      'createNextTable P4[1]',
      'createNextTable P3[0]',
      'createNextTable P2[0]',
    ]);
    const copied = ops.kind.indexOf(OP.frameCopied);
    const after = [copied + 1, copied + 2].map((op) => callStack(sample.view, source, op).slice(0, 2));
    expect(after.map((stack) => stack.map(({ name }) => name))).toEqual([
      ['unmap', 'makeMut'],
      ['mapToWithTableFlags', 'mapTo'],
    ]);
    // The copy has a span of its own; what called for it has that of the step, and of the stage.
    const [, , makeMut, bss] = callStack(sample.view, source, copied + 2);
    expect([makeMut!.name, spanKind(spans.kind[makeMut!.span]!)]).toEqual(['makeMut', 'copyOnWrite']);
    expect([bss!.name, spanKind(spans.kind[bss!.span]!)]).toEqual(['handleBssSection', 'segment']);
  });
});
