/** Page tables and their entries. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { wholeSize } from '../../../../shared/size-text';
import { ENTRY_ADDRESS_MASK, flagNames, PAGE_FLAGS } from '../../../../shared/page-flags';
import { ENTRY_COUNT, frameOf, pagesPerEntry, PRESENT } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import { frameLink } from '../links';
import { ownerTitle } from '../pages/page-provenance';
import { equalElements, type Element, type Field, type Reading, type Structure } from './structure';
import { countWords, reading, unsigned } from './words';

const ENTRY_SIZE = 8;

/** The page table that a frame holds at a moment. */
export function pageTable(
  view: LoadView,
  frame: number,
  place: { readonly level: number; readonly firstPage: number },
  moment: number,
): Structure {
  const { level, firstPage } = place;
  const used = view.tables.usedEntries(frame, moment);
  const covered = ENTRY_COUNT * pagesPerEntry(level);
  const last = virtOfPage(firstPage + covered - 1, PAGE_SIZE - 1);
  return {
    key: `pt${frame}`,
    kind: 'pageTable',
    title: `page table P${level}`,
    first: 0,
    length: PAGE_SIZE,
    value: countWords(used, 'entry in use', 'entries in use'),
    meaning: `of ${hex(virtOfPage(firstPage))}–${hex(last)}`,
    link: null,
    fields: [],
    unit: ['entry', 'entries'],
    elements: () =>
      equalElements(ENTRY_COUNT, ENTRY_SIZE, (index) => {
        const page = firstPage + index * pagesPerEntry(level);
        return tableEntry(view, { level, page, index, moment });
      }),
  };
}

interface EntryPlace {
  readonly level: number;
  /** First page that the entry covers. */
  readonly page: number;
  readonly index: number;
  readonly moment: number;
}

function tableEntry(view: LoadView, place: EntryPlace): Element {
  const { level, index } = place;
  return {
    kind: 'pageTableEntry',
    title: `P${level}[${index}]`,
    at: index * ENTRY_SIZE,
    length: ENTRY_SIZE,
    fields: [flagField(0, 2), addressField(view, place), flagField(6, 2)],
    read: (bytes) => entryReading(view, place, bytes),
  };
}

function entryReading(view: LoadView, { level, page, moment }: EntryPlace, bytes: DataView): Reading {
  const [low, high] = [bytes.getUint32(0, true), bytes.getUint32(4, true)];
  const entry = unsigned(bytes);
  if (entry === 0n) return reading('0x0', 'not in use');
  if ((low & PRESENT) === 0) return reading(hex(entry), 'not present');
  const frame = frameOf(low, high);
  const flags = flagNames(entry & ~ENTRY_ADDRESS_MASK).join(' ');
  const target =
    level > 1 ? `table P${level - 1}` : ownerTitle(view.owners.ownerOfPage(page, frame, moment), page);
  const text = `${target} at ${hex(frame * PAGE_SIZE)}, ${flags}`;
  return reading(hex(entry), `for ${hex(virtOfPage(page))}: ${text}`, frameLink(frame));
}

/** The flags in the first or the last two bytes; bits of the address between them are not its own. */
function flagField(at: number, length: number): Field {
  const firstBit = at * 8;
  const own = PAGE_FLAGS.filter(({ bit }) => bit >= firstBit && bit < firstBit + length * 8);
  return {
    name: at === 0 ? 'flags, bits 0 to 11' : 'flags, bits 52 to 63',
    at,
    length,
    read: (bytes) => {
      const value = unsigned(bytes) << BigInt(firstBit);
      const set = own.filter(({ bit }) => ((value >> BigInt(bit)) & 1n) === 1n);
      const names = set.map(({ name }) => name).join(' ');
      return reading(names === '' ? 'none' : names, set.map(({ meaning }) => meaning).join(' '));
    },
  };
}

function addressField(view: LoadView, { level, page, moment }: EntryPlace): Field {
  return {
    name: 'address, bits 12 to 51',
    at: 1,
    length: 6,
    read: (bytes) => {
      const address = (unsigned(bytes) << 8n) & ENTRY_ADDRESS_MASK;
      const frame = Number(address >> 12n);
      if (frame === 0) return reading('0x0', 'none');
      const covers = wholeSize(pagesPerEntry(level) * PAGE_SIZE);
      const owner = level > 1 ? `table P${level - 1}` : leafOwner(view, page, frame, moment);
      return reading(hex(address), `${owner}, ${covers} from ${hex(virtOfPage(page))} on`, frameLink(frame));
    },
  };
}

function leafOwner(view: LoadView, page: number, frame: number, moment: number): string {
  return ownerTitle(view.owners.ownerOfPage(page, frame, moment), page);
}
