import { PAGE_SIZE } from '../../../shared/address';
import { FrameBitmap } from './frame-bitmap';
import { checkFrame, plainEntries, zeroEntries, type PhysicalMemory } from './physical-memory';

interface Frame {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

/** Physical memory in RAM, one buffer per touched frame. For tests and small loads. */
export class BufferMemory implements PhysicalMemory {
  readonly frameCount: number;
  private readonly frames = new Map<number, Frame>();
  private readonly touched = new FrameBitmap();

  /** @param size bytes of physical address space; rounded up to whole frames */
  constructor(size: number) {
    this.frameCount = Math.ceil(size / PAGE_SIZE);
  }

  get size(): number {
    return this.frameCount * PAGE_SIZE;
  }

  get touchedFrames(): number {
    return this.frames.size;
  }

  isTouched(frame: number): boolean {
    return this.frames.has(frame);
  }

  entryLow(frame: number, index: number): number {
    checkFrame(frame, this.frameCount);
    return this.frames.get(frame)?.words[index * 2] ?? 0;
  }

  entryHigh(frame: number, index: number): number {
    checkFrame(frame, this.frameCount);
    return this.frames.get(frame)?.words[index * 2 + 1] ?? 0;
  }

  writeEntry(frame: number, index: number, low: number, high: number): void {
    const { words } = this.touch(frame);
    words[index * 2] = low;
    words[index * 2 + 1] = high;
  }

  unusedEntries(frame: number, index: number, max: number): number {
    checkFrame(frame, this.frameCount);
    const words = this.frames.get(frame)?.words;
    return words === undefined ? max : zeroEntries(words, index * 2, max);
  }

  entriesWithout(frame: number, index: number, mask: number, max: number): number {
    checkFrame(frame, this.frameCount);
    const words = this.frames.get(frame)?.words;
    return words === undefined ? 0 : plainEntries(words, index * 2, mask, max);
  }

  writeEntries(frame: number, index: number, low: number, high: number, count: number): void {
    for (let i = 0; i < count; i++) this.writeEntry(frame, index + i, low + i * PAGE_SIZE, high);
  }

  zeroFrame(frame: number): void {
    this.touch(frame).bytes.fill(0);
  }

  copyFrame(from: number, to: number): void {
    checkFrame(from, this.frameCount);
    const source = this.frames.get(from);
    const target = this.touch(to).bytes;
    if (source === undefined) target.fill(0);
    else target.set(source.bytes);
  }

  zeroBytes(frame: number, offset: number, length: number): void {
    this.touch(frame).bytes.fill(0, offset, offset + length);
  }

  readBytes(frame: number, offset: number, out: Uint8Array, start: number, length: number): void {
    checkFrame(frame, this.frameCount);
    const source = this.frames.get(frame);
    if (source === undefined) out.fill(0, start, start + length);
    else out.set(source.bytes.subarray(offset, offset + length), start);
  }

  locate(): boolean {
    return false;
  }

  writeWord(frame: number, offset: number, words: Uint32Array): void {
    this.touch(frame).bytes.set(new Uint8Array(words.buffer, words.byteOffset, 8), offset);
  }

  writeWords(frame: number, offsets: Uint32Array, words: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      this.writeWord(frame, offsets[i] as number, words.subarray(i * 2, i * 2 + 2));
    }
  }

  writeBytes(frame: number, offset: number, source: Uint8Array, start: number, length: number): void {
    this.touch(frame).bytes.set(source.subarray(start, start + length), offset);
  }

  readFrame(frame: number, out: Uint8Array): void {
    this.readBytes(frame, 0, out, 0, PAGE_SIZE);
  }

  nextFilled(frame: number): number {
    return Math.min(this.touched.next(frame), this.frameCount);
  }

  readFrames(first: number, out: Uint8Array): void {
    for (let start = 0; start < out.length; start += PAGE_SIZE) {
      this.readBytes(first + start / PAGE_SIZE, 0, out, start, PAGE_SIZE);
    }
  }

  load(address: number, bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) {
      const offset = (address + done) % PAGE_SIZE;
      const length = Math.min(PAGE_SIZE - offset, bytes.length - done);
      const frame = Math.floor((address + done) / PAGE_SIZE);
      this.touch(frame).bytes.set(bytes.subarray(done, done + length), offset);
      done += length;
    }
  }

  adopt(address: number, bytes: Uint8Array): void {
    this.load(address, bytes);
  }

  flush(): void {}

  close(): void {
    this.frames.clear();
  }

  private touch(frame: number): Frame {
    checkFrame(frame, this.frameCount);
    let found = this.frames.get(frame);
    if (found === undefined) {
      const bytes = new Uint8Array(PAGE_SIZE);
      found = { bytes, words: new Uint32Array(bytes.buffer) };
      this.frames.set(frame, found);
      this.touched.add(frame);
    }
    return found;
  }
}
