/** The dynamic table is not what the loader can work with. */
import { hex } from '../../../../../shared/address';
import { DYNAMIC_ENTRY_SIZE } from '../../../elf/dynamic';
import {
  dynamicTagName,
  readDynamicTables,
  TAG,
  type DynamicEntry,
  type DynamicTable,
} from '../dynamic-tables';
import { fact } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { flagsMend, mend, rustMends, staticMends, unpackedRelocationMends } from '../mends';
import { counted } from '../phrases';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';

/** The table that the load ended at. */
function tableOf({ kernel, header }: Failure): DynamicTable | null {
  return readDynamicTables(kernel).find((table) => table.header.index === header?.header.index) ?? null;
}

function atEntry(
  kernel: KernelFacts,
  entry: DynamicEntry | undefined | null,
): Pick<Explanation, 'place' | 'link' | 'file'> {
  if (entry === undefined || entry === null) return { place: 'dynamic table' };
  return {
    place: hex(entry.offset),
    link: kernel.fileLink(entry.offset),
    file: kernel.clipped(entry.offset, DYNAMIC_ENTRY_SIZE),
  };
}

function unknownTag(failure: Failure): Explanation {
  const { kernel } = failure;
  const entry = tableOf(failure)?.refused?.first;
  return {
    rule: 'refused-relocations',
    title:
      entry === undefined
        ? 'A dynamic entry has an unknown tag'
        : `The loader refuses ${dynamicTagName(entry.tag)}`,
    ...refusedDetail(entry?.tag ?? null),
    facts:
      entry === undefined
        ? []
        : [
            fact('Tag', `${hex(entry.tag)} ${dynamicTagName(entry.tag)}`, kernel.fileLink(entry.offset)),
            fact('Value', hex(entry.value)),
          ],
    ...atEntry(kernel, entry),
  };
}

/** What a refused tag means, and how to be without it. */
export function refusedDetail(tag: number | null): Pick<Explanation, 'what' | 'mends'> {
  const isPacked = tag === TAG.RELR || tag === TAG.RELRSZ || tag === TAG.RELRENT;
  return {
    what: [
      'The loader names the tag of every entry of the dynamic table, also of those behind DT_NULL, and ends at the first that its ELF reader does not know: 31, 35 to 0x6000000c, and what lies beyond 0x7fffffff.',
      isPacked
        ? 'The linker has packed the relative relocations (DT_RELR). They take a fraction of the space, but this loader cannot unpack them.'
        : 'What the entry is for does not matter: the file is refused as a whole.',
    ],
    mends: isPacked
      ? unpackedRelocationMends('Have the relocations written out, one by one.')
      : [
          mend(
            'See which it is',
            'No linker for x86-64 writes such a tag; something has changed the table.',
            ['readelf -dW KERNEL'],
          ),
          ...staticMends('Or link for one address: then there is no dynamic table.'),
        ],
  };
}

function twice(name: string, tag: number): FailureText['explain'] {
  return (failure) => ({
    title: `The dynamic table says ${name} twice`,
    what: [
      `There is one table of relocations, so ${name} may stand once in the dynamic table; the loader does not choose between two.`,
      'Entries behind DT_NULL count too: the loader reads the whole segment.',
    ],
    facts: [fact('First', hex(tableOf(failure)?.entries.get(tag)?.value ?? 0n))],
    mends: [
      mend(
        'Link the kernel again',
        'Linkers write one table. If a linker script makes the dynamic section, let it hold nothing but *(.dynamic).',
        ['.dynamic : { *(.dynamic) }'],
      ),
    ],
    ...atEntry(failure.kernel, tableOf(failure)?.entries.get(tag)),
  });
}

function missing(name: string, tag: number): FailureText['explain'] {
  return (failure) => {
    const table = tableOf(failure);
    return {
      title: `The dynamic table has no ${name}`,
      what: [
        'DT_RELA, DT_RELASZ and DT_RELAENT belong together: where the relocations are, how many bytes they take, and how many bytes each takes.',
        `${name} is missing, so the loader cannot tell what to apply.`,
      ],
      facts: [TAG.RELA, TAG.RELASZ, TAG.RELAENT]
        .filter((one) => one !== tag)
        .map((one) =>
          fact(
            dynamicTagName(one),
            table?.entries.has(one) === true ? hex(table.entries.get(one)?.value ?? 0n) : 'missing',
          ),
        ),
      mends: [
        mend(
          'Link the kernel again',
          'Linkers write all three or none; something has changed the table since.',
          ['readelf -d KERNEL'],
        ),
      ],
      ...atEntry(failure.kernel, table?.entries.get(TAG.RELA)),
    };
  };
}

function withoutTable(failure: Failure): Explanation {
  const table = tableOf(failure);
  const android =
    table?.entries.has(TAG.ANDROID_RELA) === true || table?.entries.has(TAG.ANDROID_REL) === true;
  return {
    rule: 'refused-relocations',
    title: android
      ? 'The relocations are in Android’s packed format'
      : 'DT_RELASZ or DT_RELAENT without DT_RELA',
    what: [
      'The dynamic table says how large the relocations are, but not where.',
      android
        ? 'They are there, packed as Android’s dynamic linker unpacks them; this loader does not.'
        : 'The loader takes that for a damaged table.',
    ],
    facts: [TAG.RELASZ, TAG.RELAENT].map((tag) =>
      fact(
        dynamicTagName(tag),
        table?.entries.has(tag) === true ? hex(table.entries.get(tag)?.value ?? 0n) : 'missing',
      ),
    ),
    mends: android
      ? [
          flagsMend('Have the relocations written out in a plain table.', [
            { flag: '--pack-dyn-relocs=none', note: 'lld' },
          ]),
          ...rustMends(['--pack-dyn-relocs=none']),
        ]
      : [
          mend(
            'Link the kernel again',
            'Linkers write all three or none; something has changed the table since.',
            ['readelf -dW KERNEL'],
          ),
        ],
    ...atEntry(failure.kernel, table?.entries.get(TAG.RELAENT) ?? table?.entries.get(TAG.RELASZ)),
  };
}

function entrySize(failure: Failure): Explanation {
  const entry = tableOf(failure)?.entries.get(TAG.RELAENT);
  return {
    title: `A relocation is said to take ${entry?.value ?? '?'} bytes`,
    what: ['An entry of DT_RELA has 24 bytes: place, type and addend, 8 each. DT_RELAENT has to say so.'],
    facts: [
      fact(
        'DT_RELAENT',
        String(entry?.value ?? '?'),
        entry === undefined ? null : failure.kernel.fileLink(entry.offset),
      ),
    ],
    mends: [
      mend('Link the kernel again', 'Linkers write 24; something has changed the table since.', [
        'readelf -d KERNEL',
      ]),
    ],
    ...atEntry(failure.kernel, entry),
  };
}

function class32({ kernel, header }: Failure): Explanation {
  return {
    rule: 'wrong-class',
    title: 'A position-independent kernel in a 32-bit ELF file',
    what: [
      'The loader takes ELF32 files as well, but their dynamic table has another form, and it panics over that.',
      'A 64-bit kernel belongs in an ELF64 file.',
    ],
    facts: [],
    mends: [
      mend('Link for x86-64', '', ['ld -m elf_x86_64 -o KERNEL …', 'gcc -m64 …']),
      ...staticMends('Or link for one address: then there is no dynamic table.'),
    ],
    place: header === null ? 'dynamic table' : `header ${header.header.index}`,
    link: header === null ? null : kernel.headerLink(header.header.index),
    file: header === null ? null : kernel.headerPlace(header.header.index),
  };
}

function odd({ kernel, header }: Failure): Explanation {
  const size = header?.header.fileSize ?? 0n;
  return {
    title: `A dynamic table of ${counted(size, 'byte')} is no whole number of entries`,
    what: [
      `Its entries have ${DYNAMIC_ENTRY_SIZE} bytes each (8 in an ELF32 file), and the loader’s reader asserts that the segment’s size is a multiple of that.`,
    ],
    facts: [fact('p_filesz', hex(size), header === null ? null : kernel.headerLink(header.header.index))],
    mends: [
      mend('In the linker script', 'Let the segment hold nothing but the dynamic section.', [
        '.dynamic : { *(.dynamic) } :data :dynamic',
      ]),
    ],
    place: header === null ? 'dynamic table' : `header ${header.header.index}`,
    file: header === null ? null : kernel.headerPlace(header.header.index),
  };
}

export const dynamicFailures: readonly FailureText[] = [
  { text: 'Invalid tag value', end: 'err', source: 'xmas-elf dynamic.rs:127', explain: unknownTag },
  {
    text: 'Dynamic section contains more than one Rela entry',
    end: 'err',
    source: loadKernelLine(572, 576),
    explain: twice('DT_RELA', TAG.RELA),
  },
  {
    text: 'Dynamic section contains more than one RelaSize entry',
    end: 'err',
    source: loadKernelLine(579, 583),
    explain: twice('DT_RELASZ', TAG.RELASZ),
  },
  {
    text: 'Dynamic section contains more than one RelaEnt entry',
    end: 'err',
    source: loadKernelLine(586, 590),
    explain: twice('DT_RELAENT', TAG.RELAENT),
  },
  {
    text: 'Rela entry is missing but RelaSize or RelaEnt have been provided',
    end: 'err',
    source: loadKernelLine(598, 602),
    explain: withoutTable,
  },
  {
    text: 'RelaSize entry is missing',
    end: 'err',
    source: loadKernelLine(603, 607),
    explain: missing('DT_RELASZ', TAG.RELASZ),
  },
  {
    text: 'RelaEnt entry is missing',
    end: 'err',
    source: loadKernelLine(604, 608),
    explain: missing('DT_RELAENT', TAG.RELAENT),
  },
  {
    text: /^assertion `left == right` failed: unsupported entry size: \d+/,
    end: 'panic',
    source: loadKernelLine(607, 611),
    explain: entrySize,
  },
  { text: 'expected Dynamic64 segment', end: 'panic', source: loadKernelLine(558, 562), explain: class32 },
  {
    text: 'assertion failed: input.len() % t_size == 0',
    end: 'panic',
    source: 'zero lib.rs:54',
    explain: odd,
  },
];
