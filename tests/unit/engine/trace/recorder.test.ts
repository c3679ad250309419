import { describe, expect, it } from 'vitest';
import { AssertionError } from '../../../../main/engine/base/assert';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { OP, opKind, spanKind } from '../../../../main/engine/trace/codes';
import { Recorder } from '../../../../main/engine/trace/recorder';
import type { Pulse, Trace } from '../../../../main/engine/trace/recorder';
import { RecordingFrameAllocator, RecordingMemory } from '../../../../main/engine/trace/recording-ports';
import { NO_SPAN } from '../../../../main/engine/trace/tables';

/** The spans as an indented tree, each with its ops. */
function drawn({ spans, ops }: Trace): string {
  const depth = (span: number): number =>
    spans.parent[span] === NO_SPAN ? 0 : 1 + depth(spans.parent[span]!);
  return Array.from(spans.kind, (kind, span) => {
    const own = Array.from(ops.kind.subarray(spans.firstOp[span], spans.endOp(span)), opKind);
    return `${'  '.repeat(depth(span))}${spanKind(kind)} ${own.join(' ')}`.trimEnd();
  }).join('\n');
}

const write = (recorder: Recorder, frame = 1): void => recorder.op(OP.frameZeroed, frame, 0, 0, 0);

describe('Recorder', () => {
  it('nests load, stages, steps and parts, each op in the innermost', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    recorder.stage('segment', 2);
    recorder.step('mapPage', 0x400);
    write(recorder);
    recorder.step('bssEdge', 0x401);
    recorder.part('copyOnWrite', 0x401);
    write(recorder);
    write(recorder);
    recorder.endPart();
    recorder.op(OP.bytesZeroed, 1, 8, 8, 0);
    const trace = recorder.finish();
    expect(drawn(trace)).toBe(
      [
        'load mark frameZeroed frameZeroed frameZeroed bytesZeroed',
        '  plan mark',
        '    check mark',
        '  segment frameZeroed frameZeroed frameZeroed bytesZeroed',
        '    mapPage frameZeroed',
        '    bssEdge frameZeroed frameZeroed bytesZeroed',
        '      copyOnWrite frameZeroed frameZeroed',
      ].join('\n'),
    );
    expect(Array.from(trace.ops.span, (span) => spanKind(trace.spans.kind[span]!))).toEqual([
      'check',
      'mapPage',
      'copyOnWrite',
      'copyOnWrite',
      'bssEdge',
    ]);
    expect([...trace.steps]).toEqual([2, 4, 5]);
    expect(trace.stages).toEqual([1, 3]);
  });

  it('gives a step without effects and a stage without steps a moment of their own', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.stage('cleanUp', -1);
    recorder.step('flagCleared', 1);
    recorder.step('flagCleared', 2);
    expect(drawn(recorder.finish())).toBe(
      [
        'load mark mark mark',
        '  plan mark',
        '    check mark',
        '  cleanUp mark mark',
        '    flagCleared mark',
        '    flagCleared mark',
      ].join('\n'),
    );
  });

  describe('fail', () => {
    const failing = (before: (recorder: Recorder) => void): string => {
      const recorder = new Recorder();
      before(recorder);
      recorder.fail();
      return drawn(recorder.finish());
    };

    it('before any stage', () => {
      expect(failing(() => undefined)).toBe(['load mark', '  plan mark', '    failure mark'].join('\n'));
    });

    it('between the steps of a stage', () => {
      expect(failing((recorder) => recorder.stage('relro', 4))).toBe(
        ['load mark', '  relro mark', '    failure mark'].join('\n'),
      );
    });

    it('in a part of a step: everything around it ends with it', () => {
      const text = failing((recorder) => {
        recorder.stage('dynamic', 1);
        recorder.relocation(0, Uint32Array.of(1, 2), 0);
        recorder.part('copyOnWrite', 5);
        write(recorder);
      });
      expect(text).toBe(
        [
          'load frameZeroed mark',
          '  dynamic frameZeroed mark',
          '    relocation frameZeroed mark',
          '      copyOnWrite frameZeroed mark',
          '        failure mark',
        ].join('\n'),
      );
    });
  });

  it('keeps all 36 bits of a page number, and the halves of an offset', () => {
    const recorder = new Recorder();
    recorder.stage('segment', 0);
    recorder.step('mapPage', 0xf_1234_5678);
    recorder.relocation(7, Uint32Array.of(9, 0xdead_beef, 0xffff_ffff), 1);
    const { spans, steps } = recorder.finish();
    const [page, relocation] = steps;
    expect([spans.high[page!], spans.subject[page!]]).toEqual([0xf, 0x1234_5678]);
    expect([spans.subject[relocation!], spans.high[relocation!], spans.low[relocation!]]).toEqual([
      7, 0xffff_ffff, 0xdead_beef,
    ]);
  });

  it('dates a log line to the op that follows it, and the last to the end', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    recorder.log('first');
    write(recorder);
    recorder.log('last');
    expect(recorder.finish().log).toEqual([
      { moment: 1, text: 'first' },
      { moment: 1, text: 'last' },
    ]);
  });

  it('makes no room for what no load can have, however much is announced', () => {
    const recorder = new Recorder();
    recorder.reserve(2 ** 40, 2 ** 53);
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    const { ops, spans } = recorder.finish();
    expect([ops.length, spans.length]).toEqual([1, 3]);
    expect([ops.kind.buffer.byteLength, spans.kind.buffer.byteLength].every((size) => size < 2 ** 27)).toBe(
      true,
    );
  });

  it('refuses parts of parts: that would be our own bug', () => {
    const recorder = new Recorder();
    recorder.stage('dynamic', 0);
    recorder.step('relocation', 0);
    recorder.part('copyOnWrite', 1);
    expect(() => recorder.part('copyOnWrite', 2)).toThrow(AssertionError);
  });

  it('pulses at each stage and every few thousand steps, and lets the pulse end the load', () => {
    const pulses: Pulse[] = [];
    const recorder = new Recorder((pulse) => {
      pulses.push(pulse);
      if (pulse.steps > 40_000) throw new Error('enough');
    });
    recorder.stage('dynamic', 3);
    const steps = (): void => {
      for (let i = 0; i < 100_000; i++) recorder.step('relocation', i);
    };
    expect(steps).toThrow('enough');
    expect(pulses.map((pulse) => pulse.steps)).toEqual([0, 16_384, 32_768, 49_152]);
    expect(pulses[1]).toMatchObject({ stage: 'dynamic', header: 3 });
  });
});

describe('the recording ports', () => {
  it('write what they record, and record what they write', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    const memory = new BufferMemory(64 * 4096);
    const port = new RecordingMemory(memory, recorder);
    port.writeEntry(3, 511, 0x1234, 0x8000_0000);
    port.copyFrame(3, 4);
    port.writeBytes(4, 4093, Uint8Array.of(9, 1, 2, 3), 1, 3);
    port.zeroBytes(3, 4088, 4);
    port.zeroFrame(5);
    const { ops } = recorder.finish();
    const row = (i: number): unknown[] => [
      opKind(ops.kind[i]!),
      ops.frame[i],
      ops.at[i],
      ops.low[i],
      ops.high[i],
    ];
    expect([0, 1, 2, 3, 4].map(row)).toEqual([
      ['entryWritten', 3, 511, 0x1234, 0x8000_0000],
      ['frameCopied', 4, 3, 0, 0],
      ['bytesWritten', 4, 4093 + 3 * 65536, 0x30201, 0],
      ['bytesZeroed', 3, 4088, 4, 0],
      ['frameZeroed', 5, 0, 0, 0],
    ]);
    expect([port.entryLow(3, 511), port.entryHigh(3, 511)]).toEqual([0, 0x8000_0000]);
    const tail = new Uint8Array(4);
    port.readBytes(4, 4092, tail, 0, 4);
    expect([...tail]).toEqual([0, 1, 2, 3]);
  });

  it('record nothing where memory refuses', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    const port = new RecordingMemory(new BufferMemory(4096), recorder);
    expect(() => port.zeroFrame(1)).toThrow('outside');
    expect(Array.from(recorder.finish().ops.kind, opKind)).toEqual(['mark']);
  });

  it('count the frames that the allocator gives', () => {
    const recorder = new Recorder();
    recorder.stage('plan', -1);
    recorder.step('check', 0);
    const frames = [7, null];
    const port = new RecordingFrameAllocator({ allocateFrame: () => frames.shift() ?? null }, recorder);
    expect([port.allocateFrame(), port.allocateFrame(), port.allocated]).toEqual([7, null, 1]);
    const { ops } = recorder.finish();
    expect([...ops.frame]).toEqual([7]);
  });
});
