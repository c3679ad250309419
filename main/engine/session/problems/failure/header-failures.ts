/** The file's first bytes are not what the loader's ELF reader wants. */
import { hex } from '../../../../../shared/address';
import { fact } from '../findings';
import { mend } from '../mends';
import { counted } from '../phrases';
import type { Explanation, Failure, FailureText } from './failure-context';

const OPEN_LINKED = mend(
  'Open the linked kernel itself',
  'Not a compressed image of it, not a flat binary, not a disk image and no archive: the ELF file that the linker writes, for a Rust kernel the one in target/…/debug or target/…/release.',
);

/** The first bytes as hexadecimal. */
function firstBytes({ view }: Failure, length: number): string {
  const bytes = Array.from(view.elf.subarray(0, length), (byte) => byte.toString(16).padStart(2, '0'));
  return bytes.join(' ') || 'none';
}

function tooShort(failure: Failure, needed: number, what: string): Explanation {
  const { length } = failure.view.elf;
  return {
    title: length === 0 ? 'The file is empty' : 'The file ends inside the ELF header',
    what: [
      `${what} takes ${needed} bytes, and the file has ${counted(length, 'byte')}.`,
      'It was cut off, or it is no ELF file.',
    ],
    facts: [fact('First bytes', firstBytes(failure, 16)), fact('File size', counted(length, 'byte'))],
    mends: [
      mend('Get the whole file', 'Link or copy it again, and compare its size.', ['ls -l KERNEL']),
      OPEN_LINKED,
    ],
    place: 'ELF header',
    file: failure.kernel.clipped(0, needed),
  };
}

const KNOWN_STARTS: readonly (readonly [start: readonly number[], name: string])[] = [
  [[0x1f, 0x8b], 'a gzip file: unpack it with gunzip'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard file: unpack it with unzstd'],
  [[0xfd, 0x37, 0x7a, 0x58], 'an xz file: unpack it with unxz'],
  [[0x4d, 0x5a], 'a PE file (or a Linux bzImage): the kernel inside is an ELF file of its own'],
  [[0x21, 0x3c, 0x61, 0x72], 'an archive of object files: link them first'],
  [[0x7b], 'a text, perhaps JSON'],
  [[0x23, 0x21], 'a script'],
];

function noMagic(failure: Failure): Explanation {
  const { elf } = failure.view;
  const known = KNOWN_STARTS.find(([start]) => start.every((byte, i) => elf[i] === byte));
  return {
    title: 'This is no ELF file',
    what: [
      'An ELF file begins with the bytes 7f 45 4c 46.',
      known === undefined
        ? 'This one begins otherwise, so the loader reads nothing of it.'
        : `This looks like ${known[1]}.`,
    ],
    facts: [fact('First bytes', firstBytes(failure, 16))],
    mends: [OPEN_LINKED, mend('See what it is', '', ['file KERNEL'])],
    place: 'ELF header',
    file: failure.kernel.clipped(0, 4),
  };
}

export const headerFailures: readonly FailureText[] = [
  {
    text: 'File is shorter than the first ELF header part',
    end: 'err',
    source: 'xmas-elf header.rs:11',
    explain: (failure) => tooShort(failure, 16, 'The first part of the ELF header'),
  },
  {
    text: 'File is shorter than ELF headers',
    end: 'err',
    source: 'xmas-elf header.rs:24',
    explain: (failure) => tooShort(failure, failure.view.elf[4] === 1 ? 52 : 64, 'The ELF header'),
  },
  { text: 'Did not find ELF magic number', end: 'err', source: 'xmas-elf header.rs:16', explain: noMagic },
  {
    text: 'Invalid ELF class',
    end: 'err',
    source: 'xmas-elf header.rs:20',
    explain: ({ kernel, view }) => ({
      rule: 'wrong-class',
      title: `The ELF class is ${view.elf[4]}, neither 32 nor 64 bits`,
      what: [
        'Byte 4 of the file says how wide its fields are: 1 for 32 bits, 2 for 64 bits.',
        'With any other value the loader cannot tell where the fields are.',
      ],
      facts: [fact('EI_CLASS', hex(view.elf[4] ?? 0))],
      mends: [OPEN_LINKED],
      place: 'ELF header',
      file: kernel.clipped(4, 1),
    }),
  },
  {
    text: /^assertion failed: \(?addr & \(mem::align_of::<T>\(\) - 1\)\)? == 0$/,
    end: 'panic',
    source: 'zero lib.rs:42',
    explain: misaligned,
  },
];

/** Structures are read where they lie in memory, so they have to be aligned there. */
function misaligned({ kernel, view, stage, header }: Failure): Explanation {
  const address = view.machine.kernelAddress;
  if (address % 8 !== 0) {
    return {
      title: 'The kernel file does not lie at an aligned address',
      what: [
        'The loader reads the file’s headers where they lie in memory, which takes addresses that are a multiple of 8.',
        `The machine puts the file at ${hex(address)}.`,
      ],
      facts: [fact('kernelAddress', hex(address))],
      mends: [
        mend('In the machine file', 'Put the file at the start of a page.', ['"kernelAddress": "0x1000000"']),
      ],
      place: hex(address),
    };
  }
  const elf = kernel.file?.header;
  const dynamic = stage === 'dynamic' ? header : null;
  const at = dynamic === null ? (elf?.phOffset ?? 0n) : dynamic.header.offset;
  return {
    title: dynamic === null ? 'The program headers are not aligned' : 'The dynamic table is not aligned',
    what: [
      'The loader reads the file’s tables where they lie in memory: their entries must begin at a multiple of 8 (4 in an ELF32 file).',
      `This one begins at ${hex(at)} of the file.`,
    ],
    facts: [fact('Offset in the file', hex(at), kernel.fileLink(Number(at)))],
    mends: [
      mend(
        'Link the kernel again',
        'Linkers align these tables; whatever wrote the file afterwards has moved them.',
      ),
    ],
    place: hex(at),
    file: kernel.clipped(Number(at), 8),
  };
}
