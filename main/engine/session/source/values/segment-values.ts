import { hex, PAGE_SIZE, pageOfVirt } from '../../../../../shared/address';
import { pageContaining } from '../../../paging/virt-addr';
import type { ProgramHeader } from '../../../elf/program-header';
import { HANDLE_BSS, HANDLE_LOAD, HANDLE_RELRO, REMOVE_COPIED } from '../call-sites';
import { canonical, type OpContext } from '../op-context';
import { headerValue } from './load-kernel-values';
import {
  flagsValue,
  frameValue,
  FunctionValues,
  given,
  pageValue,
  physical,
  plain,
  virtual,
  type Reading,
} from './rule';

const LAST_OF_FILE = 'Handle .bss section';
const BEHIND_EDGE = 'map additional frames';

type HeaderRead = (header: ProgramHeader, context: OpContext) => Reading | null;

const ofHeader =
  (read: HeaderRead) =>
  (context: OpContext): Reading | null =>
    given(context.header, (header) => read(header, context));

/** Physical address of the first byte of a segment in the file, and behind its last. */
function inFile(header: ProgramHeader, { view }: OpContext): { start: number; end: number } {
  const start = view.kernelAddress + Number(header.offset);
  return { start, end: start + Number(header.fileSize) };
}

/** An address `count` bytes behind where a segment is loaded. */
function behind(header: ProgramHeader, context: OpContext, count: bigint): bigint {
  return canonical(BigInt.asUintN(64, context.moved(header.virtualAddr) + count));
}

const frameOfByte = (address: number): number => Math.floor(address / PAGE_SIZE);

function segmentFlagsWhen(write: boolean, execute: boolean | null): (context: OpContext) => Reading | null {
  return ({ header, segmentFlags }) => {
    if (header === null || segmentFlags === null || header.isWrite !== write) return null;
    if (execute !== null && header.isExecute !== execute) return null;
    return flagsValue(segmentFlags, 'What the entries of the segment’s pages get, from its p_flags.');
  };
}

const segment = ofHeader((header, context) => headerValue(context, header));

const HANDLE_LOAD_VALUES = new FunctionValues(HANDLE_LOAD)
  .argument('segment', segment)
  .local(
    'physStartAddr',
    'const physStartAddr',
    ofHeader((h, f) => physical(inFile(h, f).start, 'Where the segment’s first byte lies in the file.')),
  )
  .local(
    'startFrame',
    'const startFrame',
    ofHeader((h, f) =>
      frameValue(frameOfByte(inFile(h, f).start), 'The frame of the file that holds that byte.'),
    ),
  )
  .local(
    'physEndAddr',
    'const physEndAddr',
    ofHeader((h, f) => physical(inFile(h, f).end, 'Behind the segment’s last byte in the file.')),
  )
  .local(
    'endFrame',
    'const endFrame',
    ofHeader((h, f) =>
      frameValue(frameOfByte(inFile(h, f).end - 1), 'The last frame of the file that is mapped.'),
    ),
  )
  .local(
    'virtStartAddr',
    'const virtStartAddr',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'Where the segment is loaded: p_vaddr + offset.')),
  )
  .local(
    'startPage',
    'const startPage',
    ofHeader((h, f) => pageValue(pageContaining(f.moved(h.virtualAddr)), 'The first page of the segment.')),
  )
  .local('segmentFlags', 'let segmentFlags', segmentFlagsWhen(false, true))
  .local('segmentFlags', 'segmentFlags |= Flags.NO_EXECUTE', segmentFlagsWhen(false, false))
  .local('segmentFlags', 'segmentFlags |= Flags.WRITABLE', segmentFlagsWhen(true, null))
  .local(
    'frame',
    'for (let frame = startFrame',
    ({ fileFrame }) => given(fileFrame, (frame) => frameValue(frame, 'The frame of the file at hand.')),
    LAST_OF_FILE,
  )
  .local(
    'offset',
    'const offset = frame - startFrame',
    ({ pageInSegment }) =>
      given(pageInSegment, (place) => plain(place, 'Place of the frame among those of the segment.')),
    LAST_OF_FILE,
  )
  .local(
    'page',
    'const page = addresses.addPages',
    ({ page, stepKind }) =>
      stepKind === 'mapPage'
        ? given(page, (at) => pageValue(at, 'The page that is mapped to that frame.'))
        : null,
    LAST_OF_FILE,
  )
  .local('failure', 'const failure = ', mapFailure, LAST_OF_FILE);

/** What the mapper answered where the load ends with it. */
function mapFailure(context: OpContext): Reading | null {
  const { page } = context;
  if (!context.failing || page === null) return null;
  return context.mappedAt(page, context.op) !== null
    ? plain("'PageAlreadyMapped'", 'The leaf entry is used: another segment has the page.')
    : plain("'FrameAllocationFailed'", 'No frame was left for a page table.');
}

const zeroStart: HeaderRead = (header, context) =>
  virtual(
    behind(header, context, header.fileSize),
    'The first byte that must be zero: behind the file’s bytes.',
  );

const dataBytes = (header: ProgramHeader, context: OpContext): number =>
  Number(behind(header, context, header.fileSize) & 0xfffn);

const inEdge = (read: HeaderRead): ((context: OpContext) => Reading | null) =>
  ofHeader((header, context) => (context.stepKind === 'bssEdge' ? read(header, context) : null));

const HANDLE_BSS_VALUES = new FunctionValues(HANDLE_BSS)
  .argument('segment', segment)
  .argument('segmentFlags', ({ segmentFlags }) =>
    given(segmentFlags, (flags) => flagsValue(flags, 'What the entries of the segment’s pages get.')),
  )
  .local(
    'virtStartAddr',
    'const virtStartAddr',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'Where the segment is loaded: p_vaddr + offset.')),
  )
  .local('zeroStart', 'const zeroStart', ofHeader(zeroStart))
  .local(
    'zeroEnd',
    'const zeroEnd',
    ofHeader((h, f) => virtual(behind(h, f, h.memSize), 'Behind the last byte that must be zero.')),
  )
  .local(
    'dataBytesBeforeZero',
    'const dataBytesBeforeZero',
    ofHeader((h, f) =>
      plain(
        hex(dataBytes(h, f)),
        'Bytes of the file on the page where the zeros begin; 0 means no edge page.',
      ),
    ),
  )
  .local(
    'lastPage',
    'const lastPage = pageContaining(',
    inEdge((h, f) =>
      pageValue(pageContaining(behind(h, f, h.fileSize - 1n)), 'The last page with bytes of the file.'),
    ),
    BEHIND_EDGE,
  )
  .local(
    'newFrame',
    'const newFrame = makeMut(',
    inEdge((_, context) =>
      given(context.firstFrame('bytesZeroed'), (frame) => frameValue(frame, 'The page’s own frame.')),
    ),
    BEHIND_EDGE,
  )
  .local(
    'startPage',
    'alignUpToPage(zeroStart)',
    ofHeader((h, f) =>
      pageValue(pageOfVirt(behind(h, f, h.fileSize) + 0xfffn), 'The first page without a byte in the file.'),
    ),
  )
  .local(
    'endPage',
    'const endPage = ',
    ofHeader((h, f) => pageValue(pageOfVirt(behind(h, f, h.memSize - 1n)), 'The last page of the segment.')),
  )
  .local('page', 'for (let page = startPage', ({ page, stepKind }) =>
    stepKind === 'bssPage' ? given(page, (at) => pageValue(at, 'The page at hand.')) : null,
  )
  .made('frame', 'const frame = unwrap(', (context) =>
    context.stepKind === 'bssPage' && context.page !== null
      ? given(context.firstFrame('frameAllocated'), (frame) =>
          frameValue(frame, 'The frame that the page gets.'),
        )
      : null,
  )
  .local('failure', 'const failure = ', mapFailure);

/** First and last address of the memory of a header, as `handle_relro_segment` and `remove_copied_flags` round it. */
function pagesOf(header: ProgramHeader, context: OpContext): { first: number; last: number } {
  const start = context.moved(header.virtualAddr);
  return {
    first: pageOfVirt(start),
    last: pageOfVirt(BigInt.asUintN(64, start + header.memSize - 1n)),
  };
}

/** The page whose entry a loop over pages changes, or the one that it failed at: the first that is not mapped. */
function loopPage(header: ProgramHeader, context: OpContext): number | null {
  if (context.page !== null) return context.page;
  if (!context.failing) return null;
  const { first, last } = pagesOf(header, context);
  for (let page = first; page <= last; page++) {
    if (context.mappedAt(page, context.op) === null) return page;
  }
  return null;
}

function oldFlags(context: OpContext): Reading | null {
  const { page } = context;
  const old = page === null || context.kind !== 'entryWritten' ? null : context.mappedAt(page, context.op);
  return given(old, ({ flags }) => flagsValue(flags, 'The flags of the page’s entry before this op.'));
}

/** An address `count` bytes behind where a header's memory begins, before `VirtAddr::new`. */
const rawAddress = (header: ProgramHeader, context: OpContext, count = 0n): bigint =>
  BigInt.asUintN(64, header.virtualAddr + context.view.offset + count);

const HANDLE_RELRO_VALUES = new FunctionValues(HANDLE_RELRO)
  .argument('programHeader', segment)
  .local(
    'startAddr',
    'const startAddr',
    ofHeader((h, f) => virtual(rawAddress(h, f), 'Where the range begins: p_vaddr + offset.')),
  )
  .local(
    'endAddr',
    'const endAddr',
    ofHeader((h, f) => virtual(rawAddress(h, f, h.memSize), 'Behind the end of the range.')),
  )
  .local(
    'start',
    'const start = addresses',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'The start as a canonical address.')),
  )
  .local(
    'end',
    'const end = addresses',
    ofHeader((h, f) => virtual(canonical(rawAddress(h, f, h.memSize)), 'The end as a canonical address.')),
  )
  .local(
    'startPage',
    'const startPage',
    ofHeader((h, f) => pageValue(pagesOf(h, f).first, 'The first page of the range.')),
  )
  .local(
    'endPage',
    'const endPage',
    ofHeader((h, f) => pageValue(pagesOf(h, f).last, 'The last page of the range.')),
  )
  .local(
    'page',
    'for (let page = startPage',
    ofHeader((h, f) => given(loopPage(h, f), (page) => pageValue(page, 'The page at hand.'))),
  )
  .local(
    'mapped',
    'const mapped = inner',
    ofHeader((h, f) => unmapped(loopPage(h, f), f)),
  )
  .local('flags', 'const { flags } = mapped', oldFlags);

function unmapped(page: number | null, context: OpContext): Reading | null {
  return context.failing && page !== null && context.mappedAt(page, context.op) === null
    ? plain('null', 'The page is not mapped.')
    : null;
}

/** The LOAD segment whose loop is at a page: the first, in the order of the table, that has it. */
function loopHeader(context: OpContext): { header: ProgramHeader; page: number } | null {
  for (const { header, type } of context.headers) {
    if (type !== 'Load') continue;
    if (context.page !== null) {
      const { first, last } = pagesOf(header, context);
      if (context.page >= first && context.page <= last) return { header, page: context.page };
    } else if (header.memSize > 0n) {
      const page = loopPage(header, context);
      if (page !== null) return { header, page };
    }
  }
  return null;
}

const inCleanUp =
  (read: (header: ProgramHeader, context: OpContext, page: number) => Reading | null) =>
  (context: OpContext): Reading | null =>
    given(loopHeader(context), ({ header, page }) => read(header, context, page));

const REMOVE_COPIED_VALUES = new FunctionValues(REMOVE_COPIED)
  .local(
    'programHeader',
    'for (const programHeader',
    inCleanUp((h, f) => headerValue(f, h)),
  )
  .local(
    'startAddr',
    'const startAddr',
    inCleanUp((h, f) => virtual(rawAddress(h, f), 'Where the segment begins: p_vaddr + offset.')),
  )
  .local(
    'startPage',
    'const [startPage, endPage]',
    inCleanUp((h, f) => pageValue(pagesOf(h, f).first, 'The first page of the segment.')),
  )
  .local(
    'endPage',
    'const [startPage, endPage]',
    inCleanUp((h, f) => pageValue(pagesOf(h, f).last, 'The last page of the segment.')),
  )
  .local(
    'page',
    'for (let page = startPage',
    inCleanUp((_h, _f, page) => pageValue(page, 'The page at hand.')),
  )
  .local(
    'mapped',
    'const mapped = inner',
    inCleanUp((_, f, page) => unmapped(page, f)),
  )
  .local('flags', 'const { flags } = mapped', oldFlags);

/** Values of `segments.ts`, `relro.ts` and the clean-up. */
export const SEGMENT_VALUES = [
  HANDLE_LOAD_VALUES,
  HANDLE_BSS_VALUES,
  HANDLE_RELRO_VALUES,
  REMOVE_COPIED_VALUES,
];
