import { hex, hexDigits, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Fact, Inspection, MemorySpace } from '../../../../shared/view-types';
import { ENTRY_ADDRESS_MASK, flagNames } from '../../../../shared/page-flags';
import { PROVENANCE_NAMES } from '../../../../shared/provenance';
import { entryValue } from '../../paging/page-table';
import { segmentRights } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf } from '../../trace/ownership';
import { copyFacts, sharerFacts } from './copy-facts';
import { frameLink, virtualLink } from '../links';
import { ownerTitle } from '../pages/page-provenance';
import { frameBehind, pageView } from '../pages/page-view';
import { relocatedFacts, relocationOfByte, relocationSum } from './relocation-facts';
import { rightsOfPage } from '../rights';

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
  handedOver:
    'A byte of the kernel file that kernel and bootloader hand to each other: of the configuration or the TLS template.',
};

/** A byte explained: its value and place, who owns it, and how it came to be what it is. */
export function inspectByte(
  view: LoadView,
  space: MemorySpace,
  page: number,
  offset: number,
  moment: number,
): Inspection {
  const shown = pageView(view, space, page, moment);
  const frame = frameBehind(view, space, page, moment);
  const address = addressOf(space, page, offset);
  if (shown.bytes === null || frame === null || offset >= shown.length) {
    return absent(address, shown.owner.title);
  }
  const provenance = PROVENANCE_NAMES[shown.provenance?.[offset] ?? 0] ?? 'free';
  const isEntry = provenance === 'pageTable' && space !== 'file';
  const relocation = provenance === 'relocated' ? relocationOfByte(view, frame, offset, moment) : null;
  return {
    title: address,
    badge: shown.owner.title,
    place: space,
    sentence: WORDS[provenance] ?? '',
    sum: relocation === null ? [] : relocationSum(view, relocation, 'written'),
    facts: [
      { label: 'Value', value: valueWords(shown.bytes, offset), mono: true },
      ...qwordFacts(shown.bytes, offset),
      ...placeFacts(view, space, page, offset, frame, moment),
      ...(relocation === null ? [] : relocatedFacts(view, relocation)),
      ...(space === 'file' ? [] : copyFacts(view, frame, moment)),
    ],
    flags: isEntry ? entryFlags(shown.bytes, offset) : null,
  };
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
  if (space === 'virtual') facts.push(...sharerFacts(view, frame, page, moment));
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
  const segments = view.owners.segmentsOfFile(fileOffset, fileOffset + 1);
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
