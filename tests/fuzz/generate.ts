/** Kernels put together at random from parts that mostly fit. */
import type { ElfSpec, RelaSpec, SegmentSpec } from '../fixtures/elf-builder';
import type { Random } from './random';

const TABLES = 0x100000;
const TABLES_SIZE = 0x3000;
const DYNAMIC_AT = TABLES + 0x2800;
const MOST_SEGMENTS = 5;
const MOST_RELOCATIONS = 12;

/** A kernel with a LOAD that has room for its tables, other segments around it and some relocations. */
export function generated(random: Random): ElfSpec {
  const segments = Array.from({ length: random.between(0, MOST_SEGMENTS) }, () => segment(random));
  const entries = Array.from({ length: random.below(MOST_RELOCATIONS) }, () => relocation(random, segments));
  return {
    type: random.oneIn(3) ? 'EXEC' : 'DYN',
    segments: [{ vaddr: TABLES, flags: 'rw', filesz: TABLES_SIZE }, ...segments],
    rela: { at: TABLES + random.pick([0, 0, 0x7f0, 0xff0]), entries },
    dynamic: { at: DYNAMIC_AT },
  };
}

function segment(random: Random): SegmentSpec {
  const base = random.pick([0, 0x100000, 0x200000, 0x200000, 0x3f0000, 2 ** 39, 2 ** 47 - 0x8000]);
  const vaddr = base + random.below(13) * 0x1000 + random.pick([0, 0, 0x80, 0x800, 0xff8]);
  const filesz = random.pick([0, random.below(0x100), random.below(0x2800), random.below(0x2800)]);
  const memsz = filesz + random.pick([0, 0, random.below(0x1000), random.below(0x5000)]);
  const type = random.weighted([
    [10, 'LOAD'],
    [1, 'TLS'],
    [2, 'GNU_RELRO'],
    [1, 'NOTE'],
  ] as const);
  return { type, vaddr, filesz, memsz, flags: random.pick(['r', 'rx', 'rw', 'rwx']) };
}

function relocation(random: Random, segments: readonly SegmentSpec[]): RelaSpec {
  const found = random.oneIn(2) || segments.length === 0 ? null : random.pick(segments);
  const [start, size] = found ? [Number(found.vaddr), Number(found.memsz)] : [TABLES, TABLES_SIZE];
  return { offset: start + random.below(Math.max(size, 1)), addend: random.below(2 ** 31) };
}
