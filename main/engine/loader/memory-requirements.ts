import type { ElfFile } from '../elf/elf-file';
import type { ElfMemoryRequirements } from '../paging/level-4-entries';

/**
 * Mirrors `calc_elf_memory_requirements`, which 0.11.8 has inside `Loader::new`: the memory that the LOAD segments
 * ask for. 0.11.17 asks before the headers were checked, so those of unknown types are passed over.
 *
 * @throws LoaderPanic where a sum overflows and the build checks that
 */
export function calcElfMemoryRequirements(elfFile: ElfFile): ElfMemoryRequirements {
  // Find the highest and lowest virtual memory address and the biggest alignment.
  const { arithmetic } = elfFile;
  let maxAddr = 0n;
  let minAddr: bigint | null = null;
  let align: bigint | null = null;
  for (const header of elfFile.programIter()) {
    if (!header.isLoad) continue;
    const end = arithmetic.add(header.virtualAddr, header.memSize);
    if (end > maxAddr) maxAddr = end;
    if (minAddr === null || header.virtualAddr < minAddr) minAddr = header.virtualAddr;
    if (align === null || header.align > align) align = header.align;
  }
  minAddr ??= 0n;
  return { size: arithmetic.subtract(maxAddr, minAddr), align: align ?? 1n, minAddr };
}
