/** Which words of a kernel say the most about relocations, from its file alone. */
import type { KernelFile } from './kernel-file';
import { PAGE } from './load-facts';

/**
 * The last relocation that has to copy its page first: it is the first one of the page, which is not that of a bss edge
 * either, copied before.
 */
export function copyingRelocation(kernel: KernelFile): number {
  const copied = new Set(
    kernel.loads
      .filter(({ memSize, fileSize }) => memSize > fileSize)
      .map(({ vaddr, fileSize }) => Math.floor((Number(vaddr) + fileSize) / PAGE)),
  );
  let last = -1;
  for (let index = 0; index < kernel.relocationCount; index += 1) {
    const page = Math.floor(Number(kernel.relocation(index).offset) / PAGE);
    if (copied.has(page)) continue;
    copied.add(page);
    last = index;
  }
  if (last < 0) throw new Error('no relocation of this kernel copies a page');
  return last;
}
