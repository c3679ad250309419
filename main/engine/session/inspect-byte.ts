import { hex, hexDigits, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { Fact, HistoryRow, Inspection, MemorySpace } from '../../../shared/view-types';
import { ENTRY_ADDRESS_MASK, flagNames } from '../../../shared/page-flags';
import { PROVENANCE_NAMES } from '../../../shared/provenance';
import { entryValue } from '../paging/page-table';
import { OP, SPAN } from '../trace/codes';
import { describeOp } from '../trace/describe-op';
import { count, segmentRights } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { fileOffsetOf, segmentHoldsOffset } from '../trace/ownership';
import { frameLink, virtualLink } from './inspect-moment';
import { ownerTitle } from './page-provenance';
import { changeOf, frameBehind, pageView } from './page-view';
import { rightsOfPage } from './rights';

const BYTES_WRITTEN = OP.bytesWritten;

const WORDS: Readonly<Record<string, string>> = {
  free: 'Nothing has touched this byte.',
  fileReadOnly: 'A byte of the kernel file, mapped read-only.',
  fileCode: 'A byte of the kernel file, mapped executable.',
  fileData: 'A byte of the kernel file, mapped writable.',
  bss: 'Zeroed: the segment is larger in memory than in the file.',
  copied: 'Copied with its whole page from another frame, so that the page can be changed.',
  relocated: 'Written by a relocation.',
  pageTable: 'Part of a page-table entry.',
  fileUnmapped: 'A byte of the kernel file that no page shows.',
};

/** A byte explained, with every write to it (or to its page-table entry) over the whole load. */
export function inspectByte(
  view: LoadView,
  space: MemorySpace,
  page: number,
  offset: number,
  moment: number,
): { inspection: Inspection; history: HistoryRow[] } {
  const shown = pageView(view, space, page, moment);
  const frame = frameBehind(view, space, page, moment);
  const address = addressOf(space, page, offset);
  if (shown.bytes === null || frame === null || offset >= shown.length) {
    return { inspection: absent(address, shown.owner.title), history: [] };
  }
  const provenance = PROVENANCE_NAMES[shown.provenance?.[offset] ?? 0] ?? 'free';
  const isEntry = provenance === 'pageTable' && space !== 'file';
  const facts: Fact[] = [
    { label: 'Value', value: valueWords(shown.bytes, offset), mono: true },
    ...qwordFacts(shown.bytes, offset),
    ...placeFacts(view, space, page, offset, frame, moment),
  ];
  const inspection: Inspection = {
    title: address,
    badge: shown.owner.title,
    place: space,
    sentence: WORDS[provenance] ?? '',
    sum: [],
    facts,
    flags: isEntry ? entryFlags(shown.bytes, offset) : null,
  };
  const first = isEntry ? offset - (offset % 8) : offset;
  const history = space === 'file' ? [] : historyOf(view, frame, first, isEntry ? 8 : 1);
  return { inspection, history };
}

/** Every op of the load that wrote to bytes of a frame, in order. */
export function historyOf(view: LoadView, frame: number, offset: number, length: number): HistoryRow[] {
  const { index } = view.image;
  const rows: HistoryRow[] = [];
  for (const op of index.writes(frame)) {
    if (!writesTo(view, op, offset, length)) continue;
    const bytes = view.frames.bytes(frame, op + 1).subarray(offset, offset + length);
    rows.push({ moment: op + 1, text: historyText(view, op), value: littleEndian(bytes) });
  }
  return rows;
}

/** Whether an op on a frame wrote to any of some bytes of it. A page has hundreds of ops that wrote elsewhere. */
function writesTo(view: LoadView, op: number, offset: number, length: number): boolean {
  const { ops } = view.trace;
  if (ops.kind[op] === BYTES_WRITTEN) {
    const place = ops.at[op] as number;
    const first = place & 0xffff;
    return first < offset + length && first + (place >>> 16) > offset;
  }
  const change = changeOf(view, op);
  return change !== null && change.offset < offset + length && change.offset + change.length > offset;
}

function historyText(view: LoadView, op: number): string {
  const { ops, spans } = view.trace;
  const span = ops.span[op] as number;
  if (ops.kind[op] === OP.bytesWritten && spans.kind[span] === SPAN.relocation) {
    return `relocation #${count(spans.subject[span] as number)}`;
  }
  if (ops.kind[op] === OP.frameZeroed) return 'frame zeroed';
  if (ops.kind[op] === OP.frameCopied)
    return `copied from ${((ops.at[op] as number) * PAGE_SIZE).toString(16)}`;
  return describeOp(view, op).label;
}

function addressOf(space: MemorySpace, page: number, offset: number): string {
  return hex(space === 'virtual' ? virtOfPage(page, offset) : page * PAGE_SIZE + offset);
}

function absent(address: string, title: string): Inspection {
  const sentence = `There is no byte here at this moment: ${title}.`;
  return { title: address, badge: title, place: '', sentence, sum: [], facts: [], flags: null };
}

function valueWords(bytes: Uint8Array, offset: number): string {
  const byte = bytes[offset] as number;
  const text = byte >= 0x20 && byte < 0x7f ? `  '${String.fromCharCode(byte)}'` : '';
  return `0x${hexDigits(byte, 2)}  ${byte}${text}`;
}

/** The aligned 8 bytes around an offset, as a number and as an address. */
function qwordFacts(bytes: Uint8Array, offset: number): Fact[] {
  const start = offset - (offset % 8);
  if (start + 8 > bytes.length) return [];
  return [{ label: '8 bytes', value: littleEndian(bytes.subarray(start, start + 8)), mono: true }];
}

function littleEndian(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => hexDigits(byte, 2))
    .reverse()
    .join('')}`;
}

function placeFacts(
  view: LoadView,
  space: MemorySpace,
  page: number,
  offset: number,
  frame: number,
  moment: number,
): Fact[] {
  const facts: Fact[] = [];
  const physical = hex(frame * PAGE_SIZE + offset);
  if (space !== 'physical') {
    facts.push({ label: 'Physical', value: physical, link: frameLink(frame, offset), mono: true });
  }
  const mappedAs = space === 'virtual' ? page : null;
  const owner =
    mappedAs === null ? view.owners.ownerOf(frame, moment) : view.owners.ownerOfPage(mappedAs, frame, moment);
  facts.push({ label: 'Owner', value: ownerTitle(owner, mappedAs) });
  const pages =
    owner.kind === 'file' ? owner.mappings.map((m) => m.page) : 'page' in owner ? [owner.page] : [];
  for (const mapped of space === 'virtual' ? [] : pages.slice(0, 4)) {
    const address = virtOfPage(mapped, offset);
    facts.push({ label: 'Virtual', value: hex(address), link: virtualLink(address), mono: true });
  }
  const shownAt = space === 'virtual' ? page : pages[0];
  if (shownAt !== undefined) {
    facts.push({ label: 'Rights', value: rightsOfPage(view, shownAt, moment) });
    const symbol = view.symbolAt(virtOfPage(shownAt, offset));
    if (symbol !== null) facts.push({ label: 'Symbol', value: symbol, mono: true });
  }
  facts.push(...fileFacts(view, owner.kind === 'copy' ? owner.from : frame, offset));
  return facts;
}

/** Where in the file the byte is, or was copied from. */
function fileFacts(view: LoadView, frame: number, offset: number): Fact[] {
  if (frame < view.firstFileFrame || frame >= view.endFileFrame) return [];
  const fileOffset = fileOffsetOf(frame, view.firstFileFrame) + offset;
  if (fileOffset >= view.elf.length) return [];
  const page = Math.floor(fileOffset / PAGE_SIZE);
  const segments = view.owners.segments.filter((segment) => segmentHoldsOffset(segment, fileOffset));
  const words = segments.map((segment) => `LOAD ${segment.number} ${segmentRights(segment)}`).join(', ');
  return [
    {
      label: 'File',
      value: hex(fileOffset),
      link: { type: 'memory', space: 'file', page, offset: fileOffset % PAGE_SIZE },
      mono: true,
    },
    ...(words === '' ? [] : [{ label: 'Belongs', value: words }]),
  ];
}

function entryFlags(bytes: Uint8Array, offset: number): Inspection['flags'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset - (offset % 8), 8);
  const entry = entryValue(view.getUint32(0, true), view.getUint32(4, true));
  return entry === 0n ? null : { set: flagNames(entry & ~ENTRY_ADDRESS_MASK), gained: [], lost: [] };
}
