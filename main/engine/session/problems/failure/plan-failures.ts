/** The loader refuses a program header, or the type of the file, before it maps anything. */
import { hex } from '../../../../../shared/address';
import { fact } from '../findings';
import type { Header, KernelFacts } from '../kernel-facts';
import { mend, scriptMend } from '../mends';
import { counted, listed } from '../phrases';
import { endOfFileDetail } from '../rules/end-of-file';
import { incongruentDetail } from '../rules/shifted-bytes';
import { loadKernelLine, type Explanation, type Failure, type FailureText } from './failure-context';
import { aboutHeader } from './header-place';

const ELF_TYPES = ['ET_NONE', 'ET_REL', 'ET_EXEC', 'ET_DYN', 'ET_CORE'];

/** The first header that a check refuses. */
function firstHeader(kernel: KernelFacts, isRefused: (one: Header) => boolean): Header | null {
  return kernel.headers.find(isRefused) ?? null;
}

function unknownType({ kernel }: Failure): Explanation {
  const one = firstHeader(kernel, ({ type }) => type === null);
  const raw = one === null ? 0 : kernel.rawType(one.header);
  return {
    title: `Header ${one?.header.index ?? '?'} has the type ${hex(raw)}, which nobody knows`,
    what: [
      'p_type must be one of the common types (0 to 7) or in the ranges for systems and processors (0x60000000 to 0x7fffffff).',
      'The loader asks for the type of every header, those that it has no use for included, and gives up at the first that it cannot name.',
    ],
    facts: [fact('p_type', hex(raw), one === null ? null : kernel.headerLink(one.header.index))],
    mends: [
      scriptMend('Types given as a number in PHDRS end up here.', [
        'PHDRS {',
        '+  text PT_LOAD FLAGS(5);',
        '}',
      ]),
      mend('Or take the header out', 'Set its type to PT_NULL.'),
    ],
    ...aboutHeader(kernel, one),
  };
}

function sharedLibrary({ kernel }: Failure): Explanation {
  const one = firstHeader(kernel, ({ type }) => type === 'ShLib');
  return {
    title: `Header ${one?.header.index ?? '?'} has the type PT_SHLIB`,
    what: ['PT_SHLIB is reserved and means nothing; the loader refuses every file that has one.'],
    mends: [
      scriptMend('Give the segment one of the types that mean something.', [
        'PHDRS {',
        '+  data PT_LOAD;',
        '}',
      ]),
    ],
    ...aboutHeader(kernel, one),
  };
}

function wrongType({ kernel, view }: Failure): Explanation {
  const raw = (view.elf[16] ?? 0) | ((view.elf[17] ?? 0) << 8);
  const name = ELF_TYPES[raw] ?? `type ${hex(raw)}`;
  const what: Readonly<Record<string, string>> = {
    ET_REL: 'This is an object file: it has not been linked yet.',
    ET_CORE: 'This is a memory dump of a program.',
    ET_NONE: 'The ELF header does not say what this file is.',
  };
  const swapped = view.elf[5] === 2;
  return {
    title: `The loader takes ET_EXEC and ET_DYN, not ${name}`,
    what: [
      swapped
        ? 'The file is big-endian, and the loader reads every field as little-endian: the type is not what it seems.'
        : (what[name] ?? 'The ELF header has a type that is no kernel’s.'),
      'Only executables with fixed addresses (ET_EXEC) and position-independent ones (ET_DYN) can be loaded.',
    ],
    facts: [fact('e_type', hex(raw), kernel.fileLink(16))],
    mends:
      name === 'ET_REL'
        ? [mend('Link it', '', ['ld -o KERNEL kernel.o', 'ld.lld -pie -o KERNEL kernel.o'])]
        : [mend('Open the linked kernel', 'Its type is EXEC or DYN.', ['readelf -h KERNEL'])],
    place: 'e_type',
    file: kernel.clipped(16, 2),
  };
}

export const planFailures: readonly FailureText[] = [
  {
    text: 'entry point out of range',
    end: 'err',
    source: 'xmas-elf program.rs:322',
    explain: ({ kernel, view }) => {
      const one = firstHeader(
        kernel,
        ({ header }) => header.offset + header.fileSize >= BigInt(view.elf.length),
      );
      return one === null
        ? {
            title: 'A segment reaches beyond the end of the file',
            what: ['The end of a segment’s bytes, summed up in 32 or 64 bits, lies outside of the file.'],
            mends: [mend('Get the whole file', 'Link or copy it again.', ['ls -l KERNEL'])],
            place: 'program headers',
          }
        : { rule: 'segment-at-file-end', ...endOfFileDetail(kernel, one), ...aboutHeader(kernel, one) };
    },
  },
  { text: "Shouldn't use ShLib", end: 'err', source: 'xmas-elf program.rs:324', explain: sharedLibrary },
  { text: 'Invalid type', end: 'err', source: 'xmas-elf program.rs:271', explain: unknownType },
  {
    text: 'Invalid combination of virtual_addr, offset, and align',
    end: 'err',
    source: 'xmas-elf program.rs:327',
    explain: ({ kernel }) => {
      const one = firstHeader(
        kernel,
        ({ header }) =>
          header.align > 1n && header.virtualAddr % header.align !== header.offset % header.align,
      );
      return one === null
        ? {
            title: 'A segment’s offset does not fit its address',
            what: ['They differ modulo p_align.'],
            mends: [],
          }
        : { rule: 'incongruent-offset', ...incongruentDetail(kernel, one), ...aboutHeader(kernel, one) };
    },
  },
  {
    text: 'not implemented',
    end: 'panic',
    source: { '0.11.8': 'load_kernel.rs:60–85', '0.11.17': 'load_kernel.rs:58–86' },
    explain: wrongType,
  },
  {
    text: 'multiple TLS segments not supported',
    end: 'err',
    source: loadKernelLine(118, 119),
    explain: ({ kernel }) => {
      const all = kernel.headers.filter(({ type }) => type === 'Tls');
      const second = all[1] ?? null;
      return {
        rule: 'several-tls',
        title: `${counted(all.length, 'TLS segment')}, and the loader takes one`,
        what: [
          'There is one template of thread-local variables in a kernel; the loader gives up at the second.',
          `They are headers ${listed(all.map(({ header }) => String(header.index)))}.`,
        ],
        facts: all
          .slice(0, 4)
          .map(({ header }) =>
            fact(
              `Header ${header.index}`,
              `${kernel.address(header.virtualAddr)}, ${counted(header.memSize, 'byte')}`,
              kernel.headerLink(header.index),
            ),
          ),
        mends: severalTlsMends(),
        ...aboutHeader(kernel, second),
      };
    },
  },
];

/** One segment for all thread-local sections. */
export function severalTlsMends(): Explanation['mends'] {
  return [
    scriptMend('Put .tdata and .tbss into one TLS segment.', [
      'PHDRS {',
      '  data PT_LOAD FLAGS(6);',
      '+  tls PT_TLS;',
      '}',
      'SECTIONS {',
      '+  .tdata : { *(.tdata .tdata.*) } :data :tls',
      '+  .tbss : { *(.tbss .tbss.*) } :data :tls',
      '}',
    ]),
  ];
}
