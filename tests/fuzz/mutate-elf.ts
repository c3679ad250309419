/** Damage to kernel files that knows what the bytes mean. */
import { DT, ET, PT } from '../fixtures/elf-constants';
import {
  configOffset,
  dynamicFields,
  headerFields,
  isClass64,
  readField,
  relocationFields,
  segmentFields,
  segmentValues,
  writeField,
  type Fields,
  type HeaderField,
  type SegmentField,
} from './elf-layout';
import type { Random, Weighted } from './random';
import { interesting, near, pageEdge } from './values';

/** A file that is being damaged. */
export interface ElfDraft {
  elf: Uint8Array;
}

type Mutation = (draft: ElfDraft, random: Random) => void;

const MASK = 0xffff_ffff_ffff_ffffn;
const PAGE = 0x1000n;
/** Longest file that a mutation makes of a shorter one. */
const MOST_BYTES = 256 * 1024;

/** The numbers of the file that other numbers may be compared with. */
function related(elf: Uint8Array): bigint[] {
  const numbers = segmentFields(elf).flatMap((segment) => {
    const { offset, vaddr, filesz, memsz, align } = segmentValues(elf, segment);
    return [offset, vaddr, filesz, memsz, align, vaddr + filesz, vaddr + memsz, offset + filesz];
  });
  return [...numbers, readField(elf, headerFields(elf).entry), BigInt(elf.length)];
}

const HEADER_FIELDS: Weighted<HeaderField> = [
  [1, 'magic'],
  [1, 'class'],
  [1, 'data'],
  [1, 'version'],
  [6, 'type'],
  [1, 'machine'],
  [6, 'entry'],
  [3, 'phoff'],
  [3, 'shoff'],
  [1, 'ehsize'],
  [2, 'phentsize'],
  [4, 'phnum'],
  [1, 'shentsize'],
  [1, 'shnum'],
  [1, 'shstrndx'],
];

const headerField: Mutation = ({ elf }, random) => {
  const name = random.weighted(HEADER_FIELDS);
  const field = headerFields(elf)[name];
  const old = readField(elf, field);
  if (name === 'type' && !random.oneIn(4)) {
    writeField(elf, field, BigInt(old === BigInt(ET.DYN) ? ET.EXEC : ET.DYN));
  } else if (field.width < 4 && random.oneIn(2)) {
    writeField(elf, field, near(random, old));
  } else {
    writeField(elf, field, interesting(random, related(elf)));
  }
};

const SEGMENT_FIELDS: Weighted<SegmentField> = [
  [3, 'type'],
  [2, 'flags'],
  [4, 'offset'],
  [5, 'vaddr'],
  [1, 'paddr'],
  [4, 'filesz'],
  [5, 'memsz'],
  [2, 'align'],
];

/** A program header of the file; the loader acts on LOADs most. */
function someSegment(elf: Uint8Array, random: Random): Fields<SegmentField> | null {
  const segments = segmentFields(elf);
  return segments.length === 0 ? null : random.pick(segments);
}

const segmentField: Mutation = ({ elf }, random) => {
  const segment = someSegment(elf, random);
  if (!segment) return;
  const name = random.weighted(SEGMENT_FIELDS);
  const old = readField(elf, segment[name]);
  const value = (): bigint => {
    if (name === 'type' && !random.oneIn(6)) return BigInt(random.pick(Object.values(PT)));
    if (name === 'flags' && !random.oneIn(6)) return BigInt(random.below(8));
    if (name === 'align' && !random.oneIn(3)) return 1n << BigInt(random.below(random.oneIn(3) ? 64 : 23));
    return random.oneIn(3) ? near(random, old) : interesting(random, related(elf));
  };
  writeField(elf, segment[name], value());
};

/** Changes of several fields that fit each other, so that the load goes on. */
const SEGMENT_CHANGES: readonly ((segment: Record<SegmentField, bigint>, random: Random) => void)[] = [
  (segment, random) => {
    const delta = random.pick([
      PAGE,
      -PAGE,
      0x20_0000n,
      0x800n,
      1n,
      8n,
      -8n,
      2n ** 39n,
      2n ** 46n,
      2n ** 47n,
    ]);
    segment.vaddr += delta;
    if (random.oneIn(2)) segment.offset += delta;
  },
  (segment, random) => {
    segment.memsz = segment.filesz + BigInt(random.below(0x6000));
  },
  (segment) => {
    segment.filesz = segment.memsz;
  },
  (segment) => {
    segment.memsz += segment.filesz;
    segment.filesz = 0n;
  },
  (segment, random) => {
    segment.align = random.pick([0n, 1n, 1n, 2n, 8n, 0x10n]);
    segment.offset = near(random, segment.offset);
  },
  (segment, random) => {
    const align = 1n << BigInt(random.below(random.oneIn(3) ? 40 : 22));
    segment.align = align;
    segment.vaddr = (segment.vaddr & -align) + (segment.offset & (align - 1n));
  },
  (segment, random) => {
    const high = random.pick([
      0xffff_ffff_8000_0000n,
      0xffff_8000_0000_0000n,
      0x7fff_ffff_f000n,
      0x80_0000_0000n,
    ]);
    segment.vaddr = high + (segment.vaddr & 0xf_ffffn);
  },
  (segment, random) => {
    // The last bytes of an address space: sums overflow.
    segment.vaddr = MASK - (segment.memsz | 0xfffn) + (segment.vaddr & 0xfffn) + BigInt(random.below(2));
  },
  (segment, random) => {
    // The end of the range in the file wraps around.
    segment.filesz = BigInt(random.below(0x2000)) - segment.offset;
    if (random.oneIn(2)) segment.memsz = near(random, segment.filesz);
  },
  (segment, random) => {
    segment.offset = BigInt(random.below(0x2000)) - segment.filesz;
    if (random.oneIn(2)) segment.align = 0n;
  },
];

const segmentChange: Mutation = ({ elf }, random) => {
  const segment = someSegment(elf, random);
  if (!segment) return;
  const values = segmentValues(elf, segment);
  random.pick(SEGMENT_CHANGES)(values, random);
  writeSegment(elf, segment, values);
};

function writeSegment(
  elf: Uint8Array,
  segment: Fields<SegmentField>,
  values: Record<SegmentField, bigint>,
): void {
  for (const name of Object.keys(values) as SegmentField[]) {
    writeField(elf, segment[name], BigInt.asUintN(64, values[name]));
  }
}

/** Puts a segment on pages of another one, or right in front of or behind it. */
const segmentNeighbours: Mutation = ({ elf }, random) => {
  const segments = segmentFields(elf);
  if (segments.length < 2) return;
  const moved = random.pick(segments);
  const values = segmentValues(elf, moved);
  const other = segmentValues(elf, random.pick(segments));
  const distance = random.pick([0n, other.memsz, other.filesz, (other.memsz | 0xfffn) + 1n, -values.memsz]);
  values.vaddr = random.oneIn(3) ? near(random, other.vaddr + distance) : other.vaddr + distance;
  // Congruent modulo the alignment, so that the checks let it pass.
  values.vaddr = (values.vaddr & ~0xfffn) + (values.offset & 0xfffn);
  if (random.oneIn(3)) values.memsz = other.memsz;
  writeSegment(elf, moved, values);
};

const segmentOrder: Mutation = ({ elf }, random) => {
  const segments = segmentFields(elf);
  if (segments.length < 2) return;
  const [a, b] = [random.pick(segments), random.pick(segments)];
  const [first, second] = [segmentValues(elf, a), segmentValues(elf, b)];
  if (random.oneIn(3)) {
    writeSegment(elf, b, first);
  } else if (random.oneIn(2)) {
    writeSegment(elf, a, second);
    writeSegment(elf, b, first);
  } else {
    const name = random.weighted(SEGMENT_FIELDS);
    writeField(elf, a[name], second[name]);
  }
};

/** One more program header: a copy of another, with another type where it says so. */
const segmentAdded: Mutation = ({ elf }, random) => {
  const segments = segmentFields(elf);
  if (segments.length === 0) return;
  const header = headerFields(elf);
  const copied = segmentValues(elf, random.pick(segments));
  writeField(elf, header.phnum, BigInt(segments.length + 1));
  const added = segmentFields(elf)[segments.length];
  if (!added) return;
  if (random.oneIn(2)) copied.type = BigInt(random.pick(Object.values(PT)));
  if (random.oneIn(2)) copied.vaddr = interesting(random, related(elf));
  if (random.oneIn(3)) copied.vaddr = (copied.vaddr & ~0xfffn) + (copied.offset & 0xfffn);
  writeSegment(elf, added, copied);
};

const dynamicEntry: Mutation = ({ elf }, random) => {
  const entries = dynamicFields(elf);
  if (entries.length === 0) return;
  const entry = random.pick(entries);
  const other = random.pick(entries);
  const action = random.below(6);
  if (action === 0) {
    const tag = random.oneIn(4) ? interesting(random, []) : BigInt(random.pick(Object.values(DT)));
    writeField(elf, entry.tag, tag);
  } else if (action === 1) {
    writeField(elf, entry.tag, readField(elf, other.tag));
    writeField(elf, entry.value, readField(elf, other.value));
  } else if (action === 2) {
    const value = readField(elf, entry.value);
    writeField(elf, entry.value, readField(elf, other.value));
    writeField(elf, other.value, value);
  } else if (action < 5) {
    writeField(elf, entry.value, near(random, readField(elf, entry.value)));
  } else {
    writeField(elf, entry.value, interesting(random, related(elf)));
  }
};

/** Where a relocation is likely to matter: edges of segments and of their pages, and the tables themselves. */
function target(elf: Uint8Array, random: Random): bigint {
  const segments = segmentFields(elf);
  if (segments.length === 0) return random.u64();
  const { vaddr, filesz, memsz } = segmentValues(elf, random.pick(segments));
  const place = random.pick([vaddr, vaddr + filesz, vaddr + memsz, vaddr + BigInt(random.below(0x3000))]);
  return random.oneIn(2) ? near(random, place) : pageEdge(random, place) - BigInt(random.below(9));
}

const relocation: Mutation = ({ elf }, random) => {
  const entries = relocationFields(elf);
  if (entries.length === 0) return;
  const entry = random.pick(entries);
  const action = random.below(12);
  if (action < 5) {
    writeField(elf, entry.offset, BigInt.asUintN(64, target(elf, random)));
  } else if (action < 8) {
    const addend = random.oneIn(2) ? target(elf, random) : interesting(random, related(elf));
    writeField(elf, entry.addend, BigInt.asUintN(64, addend));
  } else if (action < 9) {
    writeField(elf, entry.type, random.oneIn(2) ? BigInt(random.below(40)) : interesting(random, []));
  } else if (action < 10) {
    writeField(elf, entry.symbol, random.oneIn(2) ? 1n : interesting(random, []));
  } else {
    const other = random.pick(entries);
    for (const name of ['offset', 'type', 'symbol', 'addend'] as const) {
      writeField(elf, entry[name], readField(elf, other[name]));
    }
  }
};

const CONFIG_BYTES = 140;

const config: Mutation = ({ elf }, random) => {
  const at = configOffset(elf);
  if (at === null) return;
  const place = at + random.below(CONFIG_BYTES);
  if (random.oneIn(2)) {
    writeField(elf, { offset: place, width: 1 }, BigInt(random.pick([0, 1, 2, 0x80, 0xff])));
  } else {
    const address = random.oneIn(2) ? BigInt(random.below(512)) << 39n : interesting(random, []);
    writeField(elf, { offset: place, width: 8 }, BigInt.asUintN(64, BigInt.asIntN(48, address)));
  }
};

/** Damages a section header. */
const section: Mutation = ({ elf }, random) => {
  const header = headerFields(elf);
  const count = Number(readField(elf, header.shnum));
  if (count === 0) return;
  const size = isClass64(elf) ? 64 : 40;
  const offset =
    Number(readField(elf, header.shoff)) + random.below(count) * size + random.below(size / 4) * 4;
  writeField(elf, { offset, width: random.pick([1, 2, 4, 8]) }, interesting(random, [BigInt(elf.length)]));
};

const fileSize: Mutation = (draft, random) => {
  const { elf } = draft;
  const ends = related(elf).filter((end) => end < BigInt(MOST_BYTES));
  const size = random.oneIn(3)
    ? random.below(elf.length + 1)
    : Number(near(random, random.pick([...ends, BigInt(elf.length)])));
  if (size > MOST_BYTES) return;
  const sized = new Uint8Array(size);
  sized.set(elf.subarray(0, size));
  draft.elf = sized;
};

const bytes: Mutation = ({ elf }, random) => {
  if (elf.length === 0) return;
  const most = random.oneIn(2) ? Math.min(elf.length, 0x200) : elf.length;
  const offset = random.below(most);
  const action = random.below(4);
  if (action === 0) {
    elf[offset] = (elf[offset] ?? 0) ^ (1 << random.below(8));
  } else if (action === 1) {
    elf[offset] = random.below(256);
  } else if (action === 2) {
    writeField(elf, { offset: offset & ~7, width: 8 }, interesting(random, related(elf)));
  } else {
    const from = random.below(elf.length);
    elf.copyWithin(offset, from, from + random.between(1, 64));
  }
};

/** Every way of damaging a file. */
export const ELF_MUTATIONS: Weighted<Mutation> = [
  [6, headerField],
  [22, segmentField],
  [14, segmentChange],
  [8, segmentNeighbours],
  [5, segmentOrder],
  [6, segmentAdded],
  [10, dynamicEntry],
  [16, relocation],
  [5, config],
  [2, section],
  [4, fileSize],
  [10, bytes],
];
