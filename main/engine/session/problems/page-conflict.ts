/** Two claims on one page, in words, facts and a picture. */
import { hex, PAGE_SIZE } from '../../../../shared/address';
import type { ProblemDetail, ProblemFact, ProblemPicture } from '../../../../shared/problem-types';
import type { ProvenanceName } from '../../../../shared/provenance';
import type { LinkTarget } from '../../../../shared/view-types';
import { frameOf, tableIndex } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import { count, segmentProvenance } from '../../trace/describe-span';
import type { ProgramHeader } from '../../elf/program-header';
import type { LoadView } from '../../trace/load-view';
import type { LoadSegment } from '../../trace/ownership';
import { stepAt } from '../../trace/timeline';
import { frameLink } from '../links';
import type { KernelFacts } from './kernel-facts';
import { ownPagesMends } from './mends';
import type { Claim } from './page-claims';
import { counted, flagsFor, listed, purposeOf, rangeText } from './phrases';

type Value = ProblemFact['values'][number];

/** Who holds a page, and who claims it too. */
export interface Conflict {
  readonly page: number;
  readonly holder: Claim;
  readonly claimant: Claim;
}

/** What happened in the load to the later claim. */
export type Outcome = { readonly kind: 'refused'; readonly step: number } | { readonly kind: 'next' };

const plain = (text: string, link: LinkTarget | null = null): Value => ({
  text,
  mono: true,
  link,
  tone: 'plain',
});

/** `LOAD 1 and LOAD 2 share page 0x8000002000`. */
export function conflictTitle(kernel: KernelFacts, { page, holder, claimant }: Conflict): string {
  const address = kernel.pageText(page);
  if (holder.load === claimant.load) return `LOAD ${holder.load.number} maps page ${address} twice`;
  return `LOAD ${holder.load.number} and LOAD ${claimant.load.number} share page ${address}`;
}

/** Everything on a conflict but the trail. */
export function conflictDetail(
  kernel: KernelFacts,
  conflict: Conflict,
  outcome: Outcome,
): Pick<ProblemDetail, 'what' | 'claimants' | 'facts' | 'mends' | 'picture'> {
  const { holder, claimant } = conflict;
  const refused = outcome.kind === 'refused';
  return {
    what: sentences(kernel, conflict, refused),
    claimants: [
      {
        label: `LOAD ${holder.load.number}`,
        words: refused ? 'holds it' : 'would hold it',
        load: holder.load.number,
        provenance: provenanceOf(holder),
      },
      {
        label: `LOAD ${claimant.load.number}`,
        words: refused ? 'claims it' : 'would claim it',
        load: claimant.load.number,
        provenance: provenanceOf(claimant),
      },
    ],
    facts: facts(kernel, conflict, outcome),
    mends: mends(kernel, conflict),
    picture: conflictPicture(kernel, conflict, refused),
  };
}

function sentences(kernel: KernelFacts, { page, holder, claimant }: Conflict, refused: boolean): string[] {
  const rule = 'The loader maps whole pages of 4 KiB, and a page has one frame and one set of rights.';
  const name = `LOAD ${claimant.load.number}`;
  if (holder.load === claimant.load) {
    return [
      rule,
      `The bytes of ${name} in the file reach one page further than its offset and address suggest, because they differ modulo 4 KiB; its zeroed memory begins on that page.`,
      refused ? 'The second mapping is refused.' : 'The second mapping would be refused.',
    ];
  }
  const [bytes, other] = [bytesInPage(kernel, holder.load, page), bytesInPage(kernel, claimant.load, page)];
  const took = `LOAD ${holder.load.number} ${refused ? 'took' : 'takes'} this page as ${purposeOf(holder.load.header)}`;
  const gap = other.start - bytes.end;
  const where =
    gap >= 0 && other.end > other.start && bytes.end > bytes.start
      ? gap === 0
        ? 'begins right behind it, in the same page,'
        : `begins ${counted(gap, 'byte')} after it, in the same page,`
      : other.end > other.start
        ? 'has bytes in the same page'
        : 'has no bytes there, but its last frame of the file reaches into it,';
  return [
    rule,
    `${took}; ${name} ${where} and asks for ${claimant.kind === 'bss' ? 'zeroed memory' : purposeOf(claimant.load.header)}.`,
    refused
      ? 'The second mapping is refused, whatever rights it asks for.'
      : 'The loader would refuse the second mapping, whatever rights it asks for.',
  ];
}

/** The part of a page that a LOAD has memory in, as offsets. */
function bytesInPage(
  kernel: KernelFacts,
  { header }: LoadSegment,
  page: number,
): { readonly start: number; readonly end: number } {
  const first = kernel.pageAddress(page);
  const low = kernel.loaded(header.virtualAddr);
  const clip = (value: bigint): number => Number(value < 0n ? 0n : value > 0x1000n ? 0x1000n : value);
  const start = clip(low - first);
  return { start, end: Math.max(start, clip(low + header.memSize - first)) };
}

/** Address of the file that is at the start of a page. */
function fileAddress(kernel: KernelFacts, page: number): bigint {
  return BigInt.asUintN(64, kernel.pageAddress(page) - (kernel.baseKnown ? kernel.base : 0n));
}

function facts(kernel: KernelFacts, conflict: Conflict, outcome: Outcome): ProblemFact[] {
  const { page, holder, claimant } = conflict;
  const both = (label: string, of: (claim: Claim, isHolder: boolean) => Value): ProblemFact => ({
    label,
    values: [of(holder, true), of(claimant, false)],
  });
  const mapped = outcome.kind === 'refused' ? mappedBy(kernel.view, page) : null;
  return [
    both('Header', ({ load: { header } }) =>
      plain(`number ${header.index}, align ${hex(header.align)}`, kernel.headerLink(header.index)),
    ),
    both('When', (_, isHolder) => whenValue(kernel.view, outcome, mapped, isHolder)),
    both('Rights', ({ load }) => ({ ...plain(flagsFor(load.header)), tone: 'flags' })),
    both('In the page', ({ load }) => {
      const { start, end } = bytesInPage(kernel, load, page);
      return plain(end === start ? 'no bytes' : `${rangeText(start, end)}, ${counted(end - start, 'byte')}`);
    }),
    both('File offset', ({ load: { header } }) =>
      plain(
        header.fileSize === 0n
          ? `${hex(header.offset)}, no bytes`
          : rangeText(header.offset, header.offset + header.fileSize),
        kernel.fileLink(Number(header.offset)),
      ),
    ),
    both('Frame', (claim, isHolder) =>
      frameValue(kernel, conflict, claim, isHolder ? (mapped?.frame ?? null) : null),
    ),
    both('Sections', ({ load: { header } }) => {
      const start = fileAddress(kernel, page);
      const end = header.virtualAddr + header.memSize;
      const from = start > header.virtualAddr ? start : header.virtualAddr;
      const here = kernel.sectionsIn(from, end < start + 0x1000n ? end : start + 0x1000n);
      return plain(here.length > 0 ? here.join(' ') : 'none known');
    }),
  ];
}

function whenValue(view: LoadView, outcome: Outcome, mapped: Mapped | null, isHolder: boolean): Value {
  if (!isHolder) {
    return outcome.kind === 'refused'
      ? {
          text: `step ${count(outcome.step)}, refused`,
          mono: true,
          link: { type: 'moment', moment: view.trace.opCount },
          tone: 'error',
        }
      : { text: 'not reached', mono: true, link: null, tone: 'plain' };
  }
  if (mapped === null) return plain(outcome.kind === 'refused' ? 'before' : 'not reached');
  const { moment } = mapped;
  return plain(`step ${count(stepAt(view.trace, moment))}, op ${count(moment)}`, { type: 'moment', moment });
}

/** The frame that a claim is about: the one that the page shows, or the file's. */
function frameValue(
  kernel: KernelFacts,
  { page, holder }: Conflict,
  claim: Claim,
  shown: number | null,
): Value {
  if (claim.kind === 'bss')
    return plain(
      shown === null ? 'a new one, zeroed' : hex(shown * PAGE_SIZE),
      shown === null ? null : frameLink(shown),
    );
  const frame = fileFrame(kernel, claim, page);
  const same = claim !== holder && holder.kind === 'file' && fileFrame(kernel, holder, page) === frame;
  const actual = shown ?? frame;
  return plain(`${hex(actual * PAGE_SIZE)}${same ? ', the same one' : ''}`, frameLink(actual));
}

function fileFrame(kernel: KernelFacts, claim: Claim, page: number): number {
  return kernel.view.firstFileFrame + Number(claim.load.header.offset >> 12n) + (page - claim.first);
}

interface Mapped {
  readonly frame: number;
  /** Right after its entry was written. */
  readonly moment: number;
}

/** How a page is mapped at the end of the load, and since when. */
function mappedBy(view: LoadView, page: number): Mapped | null {
  const { opCount, ops } = view.trace;
  const leaf = view.tables.translate(page, opCount);
  if (leaf === null) return null;
  const index = tableIndex(page, 1);
  const writes = view.image.index.writesBefore(leaf.table, opCount);
  for (let i = writes.length - 1; i >= 0; i--) {
    const op = writes[i] as number;
    if (ops.kind[op] === OP.entryWritten && ops.at[op] === index) {
      return { frame: frameOf(leaf.entryLow, leaf.entryHigh), moment: op + 1 };
    }
  }
  return null;
}

function mends(kernel: KernelFacts, { page, holder, claimant }: Conflict): ProblemDetail['mends'] {
  const start = fileAddress(kernel, page);
  // The one that comes later in memory is moved, whichever was mapped first.
  const [lower, upper] = [holder.load.header, claimant.load.header].sort((a, b) =>
    a.virtualAddr < b.virtualAddr ? -1 : 1,
  ) as [ProgramHeader, ProgramHeader];
  const end = lower.virtualAddr + lower.memSize;
  const before = kernel.sectionsIn(end - 1n, end, 1)[0];
  const next = upper.virtualAddr;
  const after = kernel.sectionsIn(next > start ? next : start, next + upper.memSize, 1)[0];
  const names = before !== after && before !== undefined && after !== undefined;
  const isPacked = [holder, claimant].some(({ load }) => load.header.align < BigInt(PAGE_SIZE));
  return ownPagesMends(names ? before : '.rodata', names ? after : '.text', isPacked);
}

/** Most blocks in a row of the picture. */
const MOST_BLOCKS = 64;
const PAGES_BEFORE = 8;
/** Few pages are drawn large: as many as there is something on, a power of two. */
const LEAST_PAGES = 8;
const MOST_PAGES = 32;

/** The pages around the conflict: who has them, who wants them. */
function conflictPicture(kernel: KernelFacts, conflict: Conflict, refused: boolean): ProblemPicture {
  const lowest = Math.max(conflict.page - PAGES_BEFORE, Math.min(conflict.holder.first, conflict.page));
  const within = kernel.pages.within(lowest, lowest + MOST_PAGES, MOST_BLOCKS);
  const needed = Math.max(conflict.page + 1, within.at(-1)?.end ?? 0) - lowest;
  const pages = Math.max(LEAST_PAGES, Math.min(MOST_PAGES, 2 ** Math.ceil(Math.log2(needed))));
  const end = lowest + pages;
  const runs = within.filter(({ start }) => start < end);
  const reached = kernel.claims.indexOf(conflict.claimant);
  const mapped = runs
    .filter(({ owner }) => !refused || owner < reached)
    .map(({ start, end: last, owner }) => {
      const first = Math.max(start, lowest);
      const claim = kernel.claims[owner] as Claim;
      const label = `LOAD ${claim.load.number}`;
      return block(claim, first - lowest, Math.min(last, end) - first, label, 'plain');
    });
  const claimed = [...new Set(runs.map(({ owner }) => kernel.claims[owner] as Claim)), conflict.claimant]
    .filter((claim, i, all) => all.findIndex(({ load }) => load === claim.load) === i)
    .slice(0, MOST_BLOCKS)
    .map(({ load }) => memoryBlock(kernel, load, lowest, end))
    .filter(({ length }) => length > 0);
  const disputed = refused
    ? block(conflict.claimant, conflict.page - lowest, 1, 'refused', 'refused')
    : block(conflict.claimant, conflict.page - lowest, 1, 'would be next', 'next');
  return {
    page: lowest,
    pages,
    rows: [
      { label: refused ? 'Mapped' : 'Would map', blocks: mapped },
      { label: 'Claimed', blocks: claimed },
      { label: 'In dispute', blocks: [disputed] },
    ],
  };
}

type Block = ProblemPicture['rows'][number]['blocks'][number];

function block(claim: Claim, page: number, pages: number, label: string, tone: Block['tone']): Block {
  return {
    first: page * PAGE_SIZE,
    length: pages * PAGE_SIZE,
    label,
    load: claim.load.number,
    provenance: provenanceOf(claim),
    tone,
  };
}

/** The colour that bytes of a claim have in memory. */
function provenanceOf({ kind, load }: Claim): ProvenanceName {
  return kind === 'bss' ? 'bss' : segmentProvenance(load);
}

/** A LOAD's memory, to the byte, as far as it is drawn. */
function memoryBlock(kernel: KernelFacts, load: LoadSegment, lowest: number, end: number): Block {
  const first = kernel.pageAddress(lowest);
  const size = BigInt(end - lowest) * BigInt(PAGE_SIZE);
  const clip = (value: bigint): number => Number(value < 0n ? 0n : value > size ? size : value);
  const { virtualAddr, memSize } = load.header;
  const start = clip(kernel.loaded(virtualAddr) - first);
  const last = clip(kernel.loaded(virtualAddr) + memSize - first);
  const sections = kernel.sectionsIn(virtualAddr, virtualAddr + memSize, 3);
  const label = `LOAD ${load.number}${sections.length > 0 ? ` · ${listed(sections, 2)}` : ''}`;
  return {
    first: start,
    length: last - start,
    label,
    load: load.number,
    provenance: segmentProvenance(load),
    tone: 'plain',
  };
}
