import type { FrameWords, LoaderMemory } from '../memory/physical-memory';
import type { FrameAllocator } from '../paging/frame-allocator';
import { OP } from './codes';
import type { Recorder } from './recorder';

/** Physical memory that records every change before it makes it. */
export class RecordingMemory implements LoaderMemory {
  private readonly word = new Uint8Array(8);
  private readonly halves = new Uint32Array(this.word.buffer);

  constructor(
    private readonly memory: LoaderMemory,
    private readonly recorder: Recorder,
  ) {}

  entryLow(frame: number, index: number): number {
    return this.memory.entryLow(frame, index);
  }

  entryHigh(frame: number, index: number): number {
    return this.memory.entryHigh(frame, index);
  }

  writeEntry(frame: number, index: number, low: number, high: number): void {
    this.memory.writeEntry(frame, index, low, high);
    this.recorder.op(OP.entryWritten, frame, index, low, high);
  }

  unusedEntries(frame: number, index: number, max: number): number {
    return this.memory.unusedEntries(frame, index, max);
  }

  entriesWithout(frame: number, index: number, mask: number, max: number): number {
    return this.memory.entriesWithout(frame, index, mask, max);
  }

  writeEntries(frame: number, index: number, low: number, high: number, count: number): void {
    this.memory.writeEntries(frame, index, low, high, count);
    this.recorder.entriesWritten(frame, index, low, high, count);
  }

  zeroFrame(frame: number): void {
    this.memory.zeroFrame(frame);
    this.recorder.op(OP.frameZeroed, frame, 0, 0, 0);
  }

  copyFrame(from: number, to: number): void {
    this.memory.copyFrame(from, to);
    this.recorder.op(OP.frameCopied, to, from, 0, 0);
  }

  zeroBytes(frame: number, offset: number, length: number): void {
    this.memory.zeroBytes(frame, offset, length);
    this.recorder.op(OP.bytesZeroed, frame, offset, length, 0);
  }

  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void {
    this.memory.readBytes(frame, offset, out, start, length);
  }

  locate(frame: number, view: FrameWords): boolean {
    return this.memory.locate(frame, view);
  }

  writeWord(frame: number, offset: number, words: Uint32Array): void {
    this.memory.writeWord(frame, offset, words);
    this.recorder.wordWritten(frame, offset, words);
  }

  writeWords(frame: number, offsets: Uint32Array, words: Uint32Array, count: number): void {
    this.memory.writeWords(frame, offsets, words, count);
    this.recorder.wordsWritten(frame, offsets, words, count);
  }

  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void {
    this.memory.writeBytes(frame, offset, source, start, length);
    for (let i = 0; i < 8; i++) this.word[i] = i < length ? (source[start + i] as number) : 0;
    this.recorder.op(
      OP.bytesWritten,
      frame,
      offset + length * 65536,
      this.halves[0] as number,
      this.halves[1] as number,
    );
  }
}

/** A frame allocator that records what it gives, and counts it. */
export class RecordingFrameAllocator implements FrameAllocator {
  /** Frames given so far. */
  allocated = 0;

  constructor(
    private readonly allocator: FrameAllocator,
    private readonly recorder: Recorder,
  ) {}

  allocateFrame(): number | null {
    const frame = this.allocator.allocateFrame();
    if (frame === null) return null;
    this.allocated++;
    this.recorder.op(OP.frameAllocated, frame, 0, 0, 0);
    return frame;
  }
}
