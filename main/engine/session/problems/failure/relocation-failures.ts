/** A relocation cannot be read or applied. */
import { hex } from '../../../../../shared/address';
import { RELA_SIZE } from '../../../elf/rela';
import { count } from '../../../trace/describe-span';
import { readDynamicTables, TAG, type DynamicTable } from '../dynamic-tables';
import { fact } from '../findings';
import { noSymbolsMends, scriptMend, mend, staticMends } from '../mends';
import { listed } from '../phrases';
import { RelocationEntry } from '../relocation-entry';
import { relocationTypeName, typeMends } from '../relocation-types';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';

/** The relocation that the load ended at, with its table. */
export function entryOf(failure: Failure): {
  readonly table: DynamicTable | null;
  readonly entry: RelocationEntry | null;
} {
  const { kernel, header, relocation } = failure;
  const table = readDynamicTables(kernel).find((one) => one.header.index === header?.header.index) ?? null;
  const start = table?.entries.get(TAG.RELA)?.value;
  const entry =
    start === undefined ? null : RelocationEntry.read(kernel, start + BigInt((relocation ?? 0) * RELA_SIZE));
  return { table, entry };
}

function number({ relocation }: Failure): string {
  return `#${count(relocation ?? 0)}`;
}

/** Where a failure over a relocation is shown. */
export function aboutRelocation(
  failure: Failure,
  entry: RelocationEntry | null,
): Pick<Explanation, 'place' | 'link' | 'file'> {
  return {
    place: number(failure),
    link: entry === null ? null : failure.kernel.fileLink(entry.place),
    file: entry === null ? null : { offset: entry.place, length: RELA_SIZE },
  };
}

function entryFacts({ kernel }: Failure, entry: RelocationEntry | null): Explanation['facts'] {
  if (entry === null) return [];
  return [
    fact('Changes', kernel.address(entry.offset), kernel.link(entry.offset)),
    fact('Type', `${entry.type} ${relocationTypeName(entry.type)}`),
    fact('Symbol', entry.symbol === 0 ? 'none' : `#${count(entry.symbol)}`),
    fact('Addend', hex(entry.addend)),
    fact('In the file', hex(entry.place), kernel.fileLink(entry.place)),
  ];
}

function usesSymbol(failure: Failure, match: RegExpExecArray | null): Explanation {
  const { entry } = entryOf(failure);
  return {
    rule: 'unsupported-relocation',
    title: `Relocation ${number(failure)} names a symbol`,
    what: [
      `Its entry refers to symbol #${match?.[1] ?? '?'} of the dynamic symbol table, which somebody has to look up: that is a dynamic linker’s work.`,
      'The loader knows relocations without a symbol only, and asserts that before it looks at their type.',
      'Symbols that can be replaced from outside (a shared library’s), or that are defined nowhere, end up like this.',
    ],
    facts: entryFacts(failure, entry) ?? [],
    mends: noSymbolsMends(),
    ...aboutRelocation(failure, entry),
  };
}

function otherType(failure: Failure, match: RegExpExecArray | null): Explanation {
  const { entry } = entryOf(failure);
  const type = parseInt(match?.[1] ?? '0', 16);
  return {
    rule: 'unsupported-relocation',
    title: `Relocation ${number(failure)} has the type ${relocationTypeName(type)}, which the loader does not know`,
    what: [
      'The loader applies R_X86_64_RELATIVE (8) and nothing else: base plus addend, written as 8 bytes.',
      `It panics at type ${type} (${relocationTypeName(type)}).`,
    ],
    facts: entryFacts(failure, entry) ?? [],
    mends: typeMends(type),
    ...aboutRelocation(failure, entry),
  };
}

function outside(failure: Failure): Explanation {
  const { kernel } = failure;
  const { entry } = entryOf(failure);
  return {
    rule: 'relocation-outside',
    title: `Relocation ${number(failure)} changes ${entry === null ? 'memory' : kernel.address(entry.offset)}, which is in no LOAD`,
    what: [
      'The loader writes only to memory of LOAD segments, and looks whether the first byte lies in one.',
      nearestLoads(failure, entry),
    ],
    facts: entryFacts(failure, entry) ?? [],
    mends: [
      scriptMend('Give the section that it belongs to a LOAD, or discard it.', [
        '.data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data',
        '+ /DISCARD/ : { *(.comment) *(.eh_frame) }',
      ]),
      mend('See where it points', '', ['readelf -rW KERNEL', 'readelf -lW KERNEL']),
    ],
    ...aboutRelocation(failure, entry),
  };
}

function nearestLoads({ kernel }: Failure, entry: RelocationEntry | null): string {
  if (entry === null) return 'This one does not.';
  const below = kernel.loads.filter(({ header }) => header.virtualAddr <= entry.offset);
  const above = kernel.loads.filter(({ header }) => header.virtualAddr > entry.offset);
  const last = below.reduce<(typeof below)[number] | null>(
    (best, load) => (best === null || load.header.virtualAddr > best.header.virtualAddr ? load : best),
    null,
  );
  const next = above.reduce<(typeof above)[number] | null>(
    (best, load) => (best === null || load.header.virtualAddr < best.header.virtualAddr ? load : best),
    null,
  );
  const parts: string[] = [];
  if (last !== null) {
    const { virtualAddr, memSize } = last.header;
    parts.push(`LOAD ${last.number} ends ${hex(entry.offset - virtualAddr - memSize)} bytes before it`);
  }
  if (next !== null)
    parts.push(`LOAD ${next.number} begins ${hex(next.header.virtualAddr - entry.offset)} bytes behind it`);
  return parts.length === 0 ? 'The file has no LOAD at all.' : `This one does not: ${listed(parts)}.`;
}

/** The table itself is not there. */
function tableMissing(failure: Failure): Explanation {
  const { kernel } = failure;
  const { table } = entryOf(failure);
  const start = table?.entries.get(TAG.RELA)?.value ?? 0n;
  const size = table?.entries.get(TAG.RELASZ)?.value ?? 0n;
  const load = kernel.loadAt(start);
  return {
    title: `Relocation ${number(failure)} cannot be read: the table is not in the kernel’s memory`,
    what: [
      'The loader reads the table through the page table, from the loaded kernel, not from the file.',
      load === null
        ? 'It does not begin in any LOAD.'
        : `It begins in LOAD ${load.number}, but the page of this entry is not mapped: the table reaches beyond the segment, or is larger than it says.`,
    ],
    facts: [
      fact('DT_RELA', kernel.address(start), kernel.link(start)),
      fact('DT_RELASZ', hex(size)),
      fact('This entry', kernel.address(start + BigInt((failure.relocation ?? 0) * RELA_SIZE))),
    ],
    mends: [
      scriptMend('Put the table into a LOAD.', [
        'PHDRS { rodata PT_LOAD FLAGS(4); }',
        '+ .rela.dyn : { *(.rela .rela.*) } :rodata',
      ]),
      mend('And keep it there', 'Whatever strips the file must leave sections that are loaded.', [
        'strip --strip-debug KERNEL',
      ]),
    ],
    place: number(failure),
    file: failure.header === null ? null : kernel.segmentPlace(failure.header.header),
    link: kernel.link(start),
  };
}

function tableOutside(failure: Failure): Explanation {
  const base = tableMissing(failure);
  return {
    ...base,
    title: `Relocation ${number(failure)} cannot be read: its address is none`,
    what: [
      'DT_RELA plus the kernel’s base, or the end of an entry, leaves the 48-bit address space.',
      'The dynamic table is damaged, or was made for another address.',
    ],
  };
}

/** The first byte is in a LOAD, and the 8 bytes end outside of the address space. */
function endOutside(failure: Failure): Explanation {
  const { entry } = entryOf(failure);
  return {
    rule: 'relocation-spill',
    title: `Relocation ${number(failure)} ends beyond the address space`,
    what: ['A relocation writes 8 bytes. The first lies in a LOAD, the last has no address any more.'],
    facts: entryFacts(failure, entry) ?? [],
    mends: [
      scriptMend('Align what holds pointers.', [
        '.data.rel.ro : ALIGN(8) { *(.data.rel.ro .data.rel.ro.*) }',
      ]),
    ],
    ...aboutRelocation(failure, entry),
  };
}

/** Base plus addend, or base plus offset, is no number of 64 bits. */
export function sumOutOfRange(failure: Failure): Explanation {
  const { entry, table } = entryOf(failure);
  const { view, kernel } = failure;
  const negative = entry !== null && entry.addend >> 63n === 1n;
  return {
    title: `Relocation ${number(failure)} gives a value that is no address`,
    what: [
      `The loader adds the kernel’s base (${view.offset < 0n ? '-' : ''}${hex(view.offset < 0n ? -view.offset : view.offset)}) to the place and to the addend, as unsigned numbers, and panics where a sum has no 64 bits.`,
      negative
        ? `The addend ${hex(entry.addend)} is a small negative number for a linker (${entry.addend - (1n << 64n)}): a pointer before the start of something. Unsigned, it is too large.`
        : 'Place or addend of this one lie far outside of the kernel.',
    ],
    facts: entryFacts(failure, entry) ?? [],
    mends: [
      mend(
        'In the source',
        'Pointers before the start of an object, or to address 0, become such addends: a weak symbol that nobody defines, for instance.',
        ['readelf -rW KERNEL'],
      ),
      ...staticMends('Or link for one address: then the linker writes the values itself.'),
    ],
    ...(entry === null
      ? { place: number(failure), file: table === null ? null : kernel.segmentPlace(table.header) }
      : aboutRelocation(failure, entry)),
  };
}

export const relocationFailures: readonly FailureText[] = [
  {
    text: /^assertion `left == right` failed: relocations using the symbol table are not supported\n {2}left: (\d+)/,
    end: 'panic',
    source: loadKernelLine(648, 652),
    explain: usesSymbol,
  },
  {
    text: /^not implemented: relocation type ([0-9a-f]+) not supported$/,
    end: 'panic',
    source: loadKernelLine(673, 677),
    explain: otherType,
  },
  { text: 'offset is not in load segment', end: 'err', source: loadKernelLine(730, 734), explain: outside },
  {
    text: "address is not mapped to the kernel's memory space: PageNotMapped",
    end: 'panic',
    source: loadKernelLine(332, 333),
    explain: tableMissing,
  },
  {
    text: /^relocation table is outside the address space: /,
    end: 'panic',
    source: loadKernelLine(628, 632),
    explain: tableOutside,
  },
  {
    text: 'end address outside of the virtual address space',
    end: 'panic',
    source: loadKernelLine(323, 324),
    explain: tableOutside,
  },
  {
    text: 'the end address should be in the virtual address space',
    end: 'panic',
    source: loadKernelLine(390, 391),
    explain: endOutside,
  },
  {
    text: /^called `Result::unwrap\(\)` on an `Err` value: TryFromIntError\((Neg|Pos)Overflow\)$/,
    stages: ['dynamic'],
    end: 'panic',
    source: loadKernelLine(785, 824),
    explain: sumOutOfRange,
  },
];
