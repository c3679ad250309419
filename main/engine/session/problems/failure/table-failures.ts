/** Fields and tables of the ELF header that the loader cannot work with. */
import { hex } from '../../../../../shared/address';
import { count } from '../../../trace/describe-span';
import { fact } from '../findings';
import { mend } from '../mends';
import { counted } from '../phrases';
import type { Explanation, Failure, FailureText } from './failure-context';
import { aboutHeader } from './header-place';

function headerSize({ kernel }: Failure): Explanation {
  const { phEntrySize = 0, class64 = true } = kernel.file?.header ?? {};
  const expected = class64 ? 56 : 32;
  return {
    title: `Program headers have ${phEntrySize} bytes instead of ${expected}`,
    what: [
      `e_phentsize of the ELF header says ${phEntrySize}; an ELF${class64 ? 64 : 32} file has program headers of ${expected} bytes.`,
      'The loader compares both before it looks at any segment.',
    ],
    facts: [fact('e_phentsize', String(phEntrySize), kernel.fileLink(class64 ? 54 : 42))],
    mends: [mend('Link the kernel again', 'No linker writes this: something has changed the file since.')],
    place: 'e_phentsize',
    file: kernel.clipped(class64 ? 54 : 42, 2),
  };
}
/** Fields of the ELF header that `header::sanity_check` looks at: name, offset for 64 and 32 bits, length. */
function fieldFailure(
  title: (failure: Failure) => string,
  name: string,
  at: readonly [offset64: number, offset32: number],
  what: readonly string[],
): FailureText['explain'] {
  return (failure) => {
    const { kernel } = failure;
    const offset = kernel.file?.header.class64 === false ? at[1] : at[0];
    return {
      title: title(failure),
      what,
      facts: [
        fact(
          name,
          kernel.fileLink(offset) === null ? 'missing' : hex(kernel.view.elf[offset] ?? 0),
          kernel.fileLink(offset),
        ),
      ],
      mends: [
        mend(
          'Link the kernel again',
          'No linker writes this: strip, objcopy or something else has changed the file since.',
          ['readelf -h KERNEL'],
        ),
      ],
      place: name,
      link: kernel.fileLink(offset),
      file: kernel.clipped(offset, 2),
    };
  };
}

function tableReachesOut(table: 'program' | 'section'): FailureText['explain'] {
  return ({ kernel, view }) => {
    const header = kernel.file?.header;
    const program = table === 'program';
    const start = Number((program ? header?.phOffset : header?.shOffset) ?? 0n);
    const entry = (program ? header?.phEntrySize : header?.shEntrySize) ?? 0;
    const entries = (program ? header?.phCount : header?.shCount) ?? 0;
    return {
      title: `The ${table} headers reach beyond the end of the file`,
      what: [
        `${counted(entries, `${table} header`)} of ${counted(entry, 'byte')} from ${hex(start)} on would end at ${hex(start + entry * entries)}; the file has ${hex(view.elf.length)} bytes.`,
        program
          ? 'The file was cut off, or its ELF header is damaged.'
          : 'The loader needs no sections, but it refuses the file all the same. Often the file was cut off, or truncated to its segments.',
      ],
      facts: [
        fact(program ? 'e_phoff' : 'e_shoff', hex(start), kernel.fileLink(program ? 32 : 40)),
        fact(program ? 'e_phnum' : 'e_shnum', count(entries)),
        fact('File size', hex(view.elf.length)),
      ],
      mends: [
        mend('Get the whole file', 'Link or copy it again.', ['ls -l KERNEL', 'readelf -lS KERNEL']),
        ...(program
          ? []
          : [
              mend('Or drop the section headers for good', 'Then a byte has to follow the last segment.', [
                'llvm-strip --strip-sections KERNEL',
                'printf "\\0" >> KERNEL',
              ]),
            ]),
      ],
      place: program ? 'e_phoff' : 'e_shoff',
      file: kernel.clipped(program ? 32 : 40, 8),
    };
  };
}

/** A slice that the file does not have: the header table, or a segment's bytes. */
function outOfSlice(failure: Failure): Explanation {
  const { kernel, view, stage, header } = failure;
  if (stage === 'dynamic' && header !== null) {
    return {
      title: 'The dynamic table reaches beyond the end of the file',
      what: ['Its header’s offset and size do not lie in the file, so there is nothing to read.'],
      facts: [
        fact('p_offset', hex(header.header.offset), kernel.headerLink(header.header.index)),
        fact('p_filesz', hex(header.header.fileSize)),
        fact('File size', hex(view.elf.length)),
      ],
      mends: [mend('Get the whole file', 'Link or copy it again.', ['ls -l KERNEL'])],
      ...aboutHeader(kernel, header),
    };
  }
  const elf = kernel.file?.header;
  return {
    title: 'A program header lies beyond the end of the file',
    what: [
      `The ELF header announces ${counted(elf?.phCount ?? 0, 'program header')} of ${counted(elf?.phEntrySize ?? 0, 'byte')} from ${hex(elf?.phOffset ?? 0n)} on; ${counted(kernel.headers.length, 'of them is', 'of them are')} in the file.`,
      'The loader reads them one after the other and panics at the first that is not there.',
    ],
    facts: [
      fact('e_phoff', hex(elf?.phOffset ?? 0n), kernel.fileLink(elf?.class64 === false ? 28 : 32)),
      fact('e_phnum', String(elf?.phCount ?? 0), kernel.fileLink(elf?.class64 === false ? 44 : 56)),
      fact('File size', hex(view.elf.length)),
    ],
    mends: [
      mend('Get the whole file', 'Link or copy it again: this one was cut off or damaged.', ['ls -l KERNEL']),
    ],
    place: 'e_phoff',
    file: kernel.clipped(elf?.class64 === false ? 28 : 32, elf?.class64 === false ? 4 : 8),
  };
}

function smallEntries({ kernel }: Failure): Explanation {
  const { phEntrySize = 0, class64 = true } = kernel.file?.header ?? {};
  return {
    title: `Program headers of ${phEntrySize} bytes are too small`,
    what: [
      `A program header takes ${class64 ? 56 : 32} bytes, and e_phentsize says ${phEntrySize}: the loader’s reader asserts that there are enough.`,
    ],
    facts: [fact('e_phentsize', String(phEntrySize), kernel.fileLink(class64 ? 54 : 42))],
    mends: [mend('Link the kernel again', 'No linker writes this: something has changed the file since.')],
    place: 'e_phentsize',
    file: kernel.clipped(class64 ? 54 : 42, 2),
  };
}

export const tableFailures: readonly FailureText[] = [
  {
    text: 'program header size mismatch',
    end: 'err',
    source: 'xmas-elf program.rs:320',
    explain: headerSize,
  },
  {
    text: 'header_size does not match size of header',
    end: 'err',
    source: 'xmas-elf header.rs:436',
    explain: fieldFailure(
      ({ kernel }) => `The ELF header says that it has ${kernel.file?.header.headerSize ?? '?'} bytes`,
      'e_ehsize',
      [52, 40],
      ['An ELF64 header has 64 bytes, an ELF32 header 52; e_ehsize has to say so.'],
    ),
  },
  {
    text: 'no version',
    end: 'err',
    source: 'xmas-elf header.rs:444',
    explain: fieldFailure(
      () => 'The ELF header has no version',
      'EI_VERSION',
      [6, 6],
      ['Byte 6 of the file has to be 1, the only version of ELF there is.'],
    ),
  },
  {
    text: 'no data format',
    end: 'err',
    source: 'xmas-elf header.rs:445',
    explain: fieldFailure(
      () => 'The ELF header does not say its byte order',
      'EI_DATA',
      [5, 5],
      ['Byte 5 of the file has to be 1, for little-endian.'],
    ),
  },
  {
    text: 'program header table out of range',
    end: 'err',
    source: 'xmas-elf header.rs:447',
    explain: tableReachesOut('program'),
  },
  {
    text: 'section header table out of range',
    end: 'err',
    source: 'xmas-elf header.rs:450',
    explain: tableReachesOut('section'),
  },
  {
    text: /^(range (start|end) index \d+ out of range for slice of length \d+|slice index starts at \d+ but ends at \d+)$/,
    end: 'panic',
    source: 'xmas-elf program.rs',
    explain: outOfSlice,
  },
  {
    text: 'assertion failed: mem::size_of::<T>() <= input.len()',
    end: 'panic',
    source: 'zero lib.rs:39',
    explain: smallEntries,
  },
];
