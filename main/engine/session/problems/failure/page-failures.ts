/** A page that is taken, a page that is missing, memory that has run out. */
import { hex } from '../../../../../shared/address';
import { physicalSize } from '../../../../../shared/machine';
import { count } from '../../../trace/describe-span';
import { fact } from '../findings';
import { machineMend, mend, ownPagesMends, scriptMend } from '../mends';
import { conflictDetail, conflictTitle, type Conflict } from '../page-conflict';
import { counted } from '../phrases';
import { virtualLink } from '../../links';
import { aboutRelocation, entryOf } from './relocation-failures';
import {
  loadKernelLine,
  stepText,
  type Explanation,
  type Failure,
  type FailureText,
} from './failure-context';

/** The claims that meet at the page of a failed step; `null` where it is no matter of claims. */
export function failedConflict({ kernel, view, page, header, step }: Failure): Conflict | null {
  if (page === null || header === null || (step !== 'mapPage' && step !== 'bssPage')) return null;
  if (view.tables.translate(page, view.trace.opCount) === null) return null;
  const kind = step === 'mapPage' ? 'file' : 'bss';
  const place = kernel.claims.findIndex(
    (claim) => claim.load.header.index === header.header.index && claim.kind === kind,
  );
  const claimant = kernel.claims[place];
  const holder = kernel.claims[kernel.pages.ownerAt(page)];
  if (claimant === undefined || holder === undefined || holder === claimant) return null;
  return { page, holder, claimant };
}

/** `map_to failed`, for pages of the file and for zeroed ones. */
function notMapped(failure: Failure): Explanation {
  const { kernel, view, page, header, stepNumber } = failure;
  const conflict = failedConflict(failure);
  if (conflict !== null) {
    return {
      rule: 'shared-page',
      title: conflictTitle(kernel, conflict),
      ...conflictDetail(kernel, conflict, { kind: 'refused', step: stepNumber }),
      cause: 'PageAlreadyMapped',
      link: virtualLink(kernel.pageAddress(conflict.page)),
      file: header === null ? null : kernel.headerPlace(header.header.index),
    };
  }
  if (page !== null && view.tables.translate(page, view.trace.opCount) !== null) {
    return {
      title: `Page ${kernel.pageText(page)} is mapped already`,
      what: [
        'The loader maps whole pages of 4 KiB, and this one has a frame: the second mapping is refused.',
      ],
      mends: ownPagesMends('.rodata', '.text'),
      cause: 'PageAlreadyMapped',
      link: virtualLink(kernel.pageAddress(page)),
    };
  }
  return { ...outOfMemory(failure, 'a page table'), cause: 'FrameAllocationFailed' };
}

/** No frame is left. */
export function outOfMemory(failure: Failure, wanted: string): Explanation {
  const { kernel, view, header, page } = failure;
  const usable = view.machine.memoryMap
    .filter(({ kind }) => kind === 'usable')
    .reduce((sum, { length }) => sum + length, 0);
  const memory = kernel.loads.reduce((sum, { header: { memSize } }) => sum + memSize, 0n);
  const zeroed = kernel.loads.reduce(
    (sum, { header: { memSize, fileSize } }) => (memSize > fileSize ? sum + memSize - fileSize : sum),
    0n,
  );
  return {
    title: `Memory runs out: no frame is left for ${wanted}`,
    what: [
      'The loader takes frames upwards from the page behind the kernel file, out of the usable regions of the memory map, and never gives one back.',
      `The last one is gone at ${stepText(failure)}${page === null ? '' : `, at page ${kernel.pageText(page)}`}${header === null ? '' : ` of ${kernel.headerName(header)}`}.`,
    ],
    facts: [
      fact('Usable memory', `${hex(usable)} bytes`),
      fact('End of memory', hex(physicalSize(view.machine))),
      fact('Kernel file', `${hex(view.elf.length)} bytes at ${hex(view.machine.kernelAddress)}`),
      fact('The LOADs ask for', `${hex(memory)} bytes, ${hex(zeroed)} of them zeroed`),
    ],
    mends: [
      machineMend('More usable memory behind the kernel file.', [
        '{ "start": "0x100000", "length": "0x8000000", "kind": "usable" }',
      ]),
      scriptMend(
        'Or less zeroed memory: what the kernel needs later it can take from the memory map itself.',
        ['.bss : {', '  *(.bss .bss.*)', '+  . += 0x10000; /* instead of the whole heap */', '}'],
      ),
    ],
    file: header === null ? null : kernel.headerPlace(header.header.index),
  };
}

/** `make_mut` on a page that nobody has mapped, in the middle of bss or of a relocation. */
function pageMissing(failure: Failure, match: RegExpExecArray | null): Explanation {
  const { kernel, header, step, relocation, stage } = failure;
  const address = BigInt(match?.[1] ?? '0x0');
  if (stage === 'dynamic') {
    return {
      rule: 'relocation-spill',
      title: `Relocation #${count(relocation ?? 0)} reaches into page ${hex(address)}, which is not mapped`,
      what: [
        'A relocation writes 8 bytes, and the loader checks only that the first of them lies in a LOAD.',
        'The others fall into a page that nobody has mapped; to write there, the loader would have to copy it.',
      ],
      facts: [fact('Page', hex(address), virtualLink(address))],
      mends: spillMends(),
      ...aboutRelocation(failure, entryOf(failure).entry),
    };
  }
  const memory = header?.header;
  return {
    title: `${header === null ? 'A LOAD' : kernel.headerName(header)} has to be zeroed from the middle of a page that is not mapped`,
    what: [
      'Zeroed memory that begins in the middle of a page shares that page with the last bytes from the file, so the loader copies it and zeroes the rest.',
      `Page ${hex(address)} has no frame to copy: ${
        memory?.fileSize === 0n
          ? 'the segment has no bytes in the file, and its address is not at the start of a page.'
          : 'offset and address of the segment differ modulo 4 KiB, so that its last bytes were mapped elsewhere.'
      }`,
    ],
    facts: [
      fact('Page', hex(address), virtualLink(address)),
      fact('Address', memory === undefined ? 'unknown' : kernel.address(memory.virtualAddr)),
      fact('Offset', hex(memory?.offset ?? 0n)),
      fact('In the file', counted(memory?.fileSize ?? 0n, 'byte')),
      fact('In memory', counted(memory?.memSize ?? 0n, 'byte')),
      fact('Step', step),
    ],
    mends: [
      scriptMend('Start the segment with the zeroed sections on a page of its own.', [
        '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
        '.bss : { *(.bss .bss.*) *(COMMON) }',
      ]),
      mend('Or keep .data and .bss in one segment', 'Then the page has bytes of the file.', [
        '.data : { *(.data .data.*) } :data',
        '.bss : { *(.bss .bss.*) } :data',
      ]),
    ],
    link: virtualLink(address),
    file: header === null ? null : kernel.headerPlace(header.header.index),
  };
}

/** Words that a relocation changes belong on multiples of 8. */
export function spillMends(): Explanation['mends'] {
  return [
    scriptMend('Align what holds pointers, and end its segment behind the last whole pointer.', [
      '.data.rel.ro : ALIGN(8) { *(.data.rel.ro .data.rel.ro.*) . = ALIGN(8); }',
      '+ . = ALIGN(CONSTANT(MAXPAGESIZE));',
    ]),
    mend('In the source', 'Packed structures put pointers at odd places.', [
      '#[repr(C)] // instead of #[repr(C, packed)]',
    ]),
  ];
}

/** `None` where a frame was wanted. */
function noFrame(failure: Failure): Explanation {
  const wanted = { bssEdge: 'the copy of a page that is zeroed in part', bssPage: 'a zeroed page' } as const;
  return outOfMemory(
    failure,
    failure.step === 'bssEdge' || failure.step === 'bssPage'
      ? wanted[failure.step]
      : 'the copy of a page that a relocation changes',
  );
}

/** A leaf that cannot be exchanged, or put back: not seen in any load, as a page that was found is there. */
function cannotReplace(failure: Failure): Explanation {
  return {
    title: 'A page cannot be replaced by its copy',
    what: [
      'Before the loader writes to a page of the file, it copies it, takes the page out of the page table and puts the copy in its place.',
      'One of these two steps was refused: the page table does not say what it said a moment before.',
    ],
    facts: failure.page === null ? [] : [fact('Page', failure.kernel.pageText(failure.page))],
    mends: [machineMend('Give the machine more memory, and keep page tables out of other hands’ reach.', [])],
  };
}

export const pageFailures: readonly FailureText[] = [
  { text: 'map_to failed', end: 'err', source: loadKernelLine(199, 200), explain: notMapped },
  {
    text: 'Failed to map new frame for bss memory',
    end: 'err',
    source: loadKernelLine(303, 304),
    explain: notMapped,
  },
  {
    text: /^Page\[4KiB\]\((0x[0-9a-f]+)\) is not mapped$/,
    end: 'panic',
    source: loadKernelLine(466, 467),
    explain: pageMissing,
  },
  {
    text: 'called `Option::unwrap()` on a `None` value',
    stages: ['segment'],
    steps: ['bssPage'],
    when: ({ allocated }) => !allocated,
    end: 'panic',
    source: loadKernelLine(284, 285),
    explain: noFrame,
  },
  {
    text: 'called `Option::unwrap()` on a `None` value',
    stages: ['segment'],
    steps: ['bssEdge'],
    // A step that has its frame ended over an address.
    when: ({ allocated }) => !allocated,
    end: 'panic',
    source: loadKernelLine(482, 483),
    explain: noFrame,
  },
  {
    text: 'called `Option::unwrap()` on a `None` value',
    stages: ['dynamic'],
    end: 'panic',
    source: loadKernelLine(482, 483),
    explain: noFrame,
  },
  {
    text: /^called `Result::unwrap\(\)` on an `Err` value: (PageNotMapped|PageAlreadyMapped|FrameAllocationFailed|ParentEntryHugePage)$/,
    end: 'panic',
    source: loadKernelLine(490, 491),
    explain: cannotReplace,
  },
];
