import { kernelWithSegment } from '../fixtures/large-kernels';
import { randomWords } from './random-numbers';

const HEADER_BYTES = 4096;

/** A kernel of one segment of `size` random bytes: no frame of its file is zero, none can be told from the next. */
export function randomKernel(size: number): Uint8Array {
  const elf = kernelWithSegment(size, size);
  const words = new Uint32Array(elf.buffer, HEADER_BYTES);
  const next = randomWords();
  for (let i = 0; i < words.length; i++) words[i] = next();
  return elf;
}
