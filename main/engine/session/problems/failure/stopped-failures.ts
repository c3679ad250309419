/** Our own ends: upstream would go on into what is undefined, or without bound. */
import { hex } from '../../../../../shared/address';
import { physicalSize } from '../../../../../shared/machine';
import { fact } from '../findings';
import { machineMend, mend, scriptMend } from '../mends';
import { counted } from '../phrases';
import { stepText, type Explanation, type Failure, type FailureText } from './failure-context';

function fileGivenOut({ view }: Failure, match: RegExpExecArray | null): Explanation {
  const frame = match?.[1] ?? '?';
  return {
    title: `The frame allocator gives out frame ${frame}, which holds the kernel file`,
    what: [
      'The real loader would overwrite the file while it still reads it; what happens then is undefined, so this load ends here.',
      'The machine lets allocation begin below the end of the kernel file.',
    ],
    facts: [
      fact(
        'Kernel file',
        `${hex(view.machine.kernelAddress)}–${hex(view.machine.kernelAddress + view.elf.length - 1)}`,
      ),
      fact(
        'firstFreeFrame',
        view.machine.firstFreeFrame === undefined
          ? 'behind the file'
          : hex(view.machine.firstFreeFrame * 4096),
      ),
    ],
    mends: [
      machineMend('Leave firstFreeFrame out, or let it lie behind the file.', [
        `"firstFreeFrame": "${hex(view.endFileFrame * 4096)}"`,
      ]),
    ],
    place: frame,
  };
}

function outsideMemory(failure: Failure, match: RegExpExecArray | null): Explanation {
  const { kernel, view, header } = failure;
  return {
    title: `The loader accesses ${match?.[1] ?? 'memory'}, where the machine has none`,
    what: [
      `At ${stepText(failure)} the loader reads or writes a physical address behind the end of memory (${hex(physicalSize(view.machine))}). On a real machine nobody answers there: reads give ones, writes are lost; what follows is undefined.`,
      header === null
        ? 'The machine’s memory map does not reach as far as what the loader uses.'
        : `It comes from ${kernel.headerName(header)}: the frames of the file that its header names do not exist, or a page table was made outside of memory.`,
    ],
    facts: [
      fact('End of memory', hex(physicalSize(view.machine))),
      fact('Kernel file', `${hex(view.elf.length)} bytes at ${hex(view.machine.kernelAddress)}`),
      ...(header === null
        ? []
        : [fact('p_offset', hex(header.header.offset)), fact('p_filesz', hex(header.header.fileSize))]),
    ],
    mends: [
      machineMend('Let the memory map cover the kernel file and what is behind it.', [
        '{ "start": "0x100000", "length": "0x8000000", "kind": "usable" }',
      ]),
      mend('Or link the kernel again', 'A header that names bytes the file does not have is damaged.', [
        'readelf -lW KERNEL',
      ]),
    ],
    ...(header === null ? {} : { file: kernel.headerPlace(header.header.index) }),
  };
}

function tooManyOps({ kernel, view }: Failure): Explanation {
  const memory = kernel.loads.reduce((sum, { header }) => sum + header.memSize, 0n);
  return {
    title: 'The load takes more operations than can be recorded',
    what: [
      `After ${counted(view.trace.opCount, 'operation')} the load is ended: a real loader would go on, for a long time.`,
      'Every page that is mapped and every relocation is an operation or more.',
    ],
    facts: [fact('The LOADs ask for', `${hex(memory)} bytes`)],
    mends: [
      scriptMend('Ask for less zeroed memory.', [
        '.bss : {',
        '  *(.bss .bss.*)',
        '+  . += 0x10000; /* instead of the whole heap */',
        '}',
      ]),
    ],
  };
}

export const stoppedFailures: readonly FailureText[] = [
  {
    text: /^the frame allocator gives out frame (0x[0-9a-f]+), which holds the kernel file$/,
    end: 'stopped',
    source: '',
    explain: fileGivenOut,
  },
  {
    text: /^access to physical address (.+), which lies outside the machine's memory of 0x[0-9a-f]+ bytes$/,
    end: 'stopped',
    source: '',
    explain: outsideMemory,
  },
  { text: /^the load needs more than \d+ operations/, end: 'stopped', source: '', explain: tooManyOps },
];
