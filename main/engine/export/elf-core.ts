/**
 * The memory as an ELF64 core file, which readelf, objdump and gdb read.
 *
 * ```text
 * ELF header | program headers, one PT_LOAD per run | section header 0, if needed | frames, each once
 * ```
 *
 * `p_paddr` is the run's physical address, `p_vaddr` the kernel's address of it. A frame that several pages show
 * has several PT_LOADs with the same offset; frames that no page shows come last, see `PHYSICAL_WINDOW`.
 */
import { PAGE_SIZE } from '../../../shared/address';
import { frameChunks } from './image-reader';
import type { ImagePlan, FileChunk, MemoryImage } from './image-reader';
import { indexOfFrame, pageMap } from './page-map';
import type { PageMap } from './page-map';

const EHDR_SIZE = 64;
const PHDR_SIZE = 56;
const SHDR_SIZE = 64;
const ET_CORE = 4;
const EM_X86_64 = 62;
const PT_LOAD = 1;

/** In `e_phnum`: the true count stands in `sh_info` of section header 0. */
const PN_XNUM = 0xffff;

/** Writes the ELF header; `runs` is the number of program headers that follow it. */
function writeFileHeader(view: DataView, runs: number): void {
  const extended = runs >= PN_XNUM;
  // Magic, ELFCLASS64, ELFDATA2LSB, EV_CURRENT; the rest of e_ident is zero.
  view.setUint32(0, 0x7f454c46, false);
  view.setUint32(4, 0x02010100, false);
  view.setUint16(16, ET_CORE, true);
  view.setUint16(18, EM_X86_64, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(32, BigInt(EHDR_SIZE), true);
  view.setUint16(52, EHDR_SIZE, true);
  view.setUint16(54, PHDR_SIZE, true);
  view.setUint16(56, extended ? PN_XNUM : runs, true);
  if (extended) {
    const sectionHeader = EHDR_SIZE + runs * PHDR_SIZE;
    view.setBigUint64(40, BigInt(sectionHeader), true);
    view.setUint16(58, SHDR_SIZE, true);
    view.setUint16(60, 1, true);
    view.setUint32(sectionHeader + 44, runs, true);
  }
}

/** Writes one program header per run; frames begin at `dataStart` in the file. */
function writeProgramHeaders(view: DataView, { frames, runs }: PageMap, dataStart: number): void {
  runs.forEach((run, index) => {
    const at = EHDR_SIZE + index * PHDR_SIZE;
    const size = BigInt(run.count) * BigInt(PAGE_SIZE);
    const offset = dataStart + indexOfFrame(frames, run.frame) * PAGE_SIZE;
    view.setUint32(at, PT_LOAD, true);
    view.setUint32(at + 4, run.flags, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 16, run.virt, true);
    view.setBigUint64(at + 24, BigInt(run.frame) * BigInt(PAGE_SIZE), true);
    view.setBigUint64(at + 32, size, true);
    view.setBigUint64(at + 40, size, true);
    view.setBigUint64(at + 48, BigInt(PAGE_SIZE), true);
  });
}

/** Plans a core file of the image. */
export function elfCorePlan(image: MemoryImage): ImagePlan {
  const map = pageMap(image);
  const runs = map.runs.length;
  const headerEnd = EHDR_SIZE + runs * PHDR_SIZE + (runs >= PN_XNUM ? SHDR_SIZE : 0);
  const dataStart = Math.ceil(headerEnd / PAGE_SIZE) * PAGE_SIZE;
  const total = dataStart + map.frames.length * PAGE_SIZE;
  return {
    size: total,
    total,
    *chunks(): Generator<FileChunk> {
      const headers = new Uint8Array(dataStart);
      const view = new DataView(headers.buffer);
      writeFileHeader(view, runs);
      writeProgramHeaders(view, map, dataStart);
      yield { position: 0, bytes: headers, done: dataStart };
      yield* frameChunks(image, map.frames, (index) => dataStart + index * PAGE_SIZE, dataStart);
    },
  };
}
