import { hex, isCanonical, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { DataRow, StructureNode } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { frameLink, virtualLink } from '../links';
import { ownerTitle } from '../pages/page-provenance';
import { frameBehind } from '../pages/page-view';
import { rightsOfPage } from '../rights';
import { bytesOfLoad } from '../structures/load-home';
import type { Structures } from '../structures/structures';
import { relocationFacts, relocationSum, relocationWord } from './relocation-facts';

const POINTER_BYTES = 8;

/** Readings of the bytes at a position that take the load to know: what they are part of, and where they point to. */
export function inspectData(
  view: LoadView,
  structures: Structures,
  space: MemorySpace,
  position: number,
  moment: number,
): DataRow[] {
  const path = structures.at(space, position, moment);
  return [
    ...structureRows(structures, space, path, position, moment),
    ...relocationRows(view, space, position, moment),
    ...pointerRows(view, space, position, moment),
  ];
}

/** The structure around the byte: what it is part of, the element as a whole, and the field. */
function structureRows(
  structures: Structures,
  space: MemorySpace,
  path: readonly StructureNode[],
  position: number,
  moment: number,
): DataRow[] {
  const around = path.filter(({ kind }) => kind !== 'field');
  const innermost = around.at(-1);
  if (innermost === undefined) return [];
  const isEntry = innermost.kind === 'pageTableEntry';
  const group = isEntry ? `page-table entry ${innermost.title}` : innermost.title;
  const row = (label: string, node: StructureNode): DataRow => {
    const { value, meaning, link, first, length } = node;
    return { group, label, value, meaning, link, offset: first - position, length };
  };
  const holder = around.at(-2);
  const rows: DataRow[] = [];
  if (holder !== undefined) {
    const words = [holder.value, holder.meaning].filter((text) => text !== '').join(', ');
    rows.push({ ...row('part of', holder), value: holder.title, meaning: words });
  }
  if (innermost.value !== '' || innermost.meaning !== '')
    rows.push(row(WORDS[innermost.kind] ?? '', innermost));
  // An entry has three fields, which belong together.
  const fields = isEntry
    ? structures.children(space, innermost.id, 0, innermost.children, moment)
    : path.filter(({ kind }) => kind === 'field');
  return [...rows, ...fields.map((field) => row(field.title, field))];
}

const WORDS: Readonly<Partial<Record<StructureNode['kind'], string>>> = {
  elfHeader: 'header',
  programHeader: 'segment',
  sectionHeader: 'section',
  symbol: 'symbol',
  dynamicEntry: 'entry',
  relocation: 'relocation',
  note: 'note',
  bootloaderConfig: 'configuration',
  tlsTemplate: 'template',
  pageTable: 'table',
  pageTableEntry: 'entry',
};

/** The relocation that wrote the byte last. */
function relocationRows(view: LoadView, space: MemorySpace, position: number, moment: number): DataRow[] {
  if (space === 'file') return [];
  const within = position % PAGE_SIZE;
  const frame = frameBehind(view, space, Math.floor(position / PAGE_SIZE), moment);
  const word = frame === null ? null : relocationWord(view, frame, within, moment);
  if (word === null) return [];
  const { step, number, length } = word;
  const group = `written by relocation #${number.toLocaleString('en-US')}`;
  const place = { group, offset: word.offset - within, length };
  const sum = relocationSum(view, step, 'written').map(({ label, value, note }) => {
    return { ...place, label, value, meaning: note, link: null };
  });
  const facts = relocationFacts(view, step).map(({ label, value, link }) => {
    return { ...place, label: label.toLowerCase(), value, meaning: '', link: link ?? null };
  });
  const made = view.trace.spans.endOp(step);
  const written: DataRow = {
    ...{ ...place, label: 'written', value: `op ${made.toLocaleString('en-US')}`, meaning: '' },
    link: { type: 'moment', moment: made },
  };
  return [...sum, ...facts, written];
}

/** The eight bytes as an address of the kernel. */
function pointerRows(view: LoadView, space: MemorySpace, position: number, moment: number): DataRow[] {
  const bytes = bytesOfLoad(view, space, position, POINTER_BYTES, moment).at(position, POINTER_BYTES);
  if (bytes === null) return [];
  const address = bytes.getBigUint64(0, true);
  const row = { group: 'pointer', offset: 0, length: POINTER_BYTES };
  const value = hex(address);
  if (address === 0n) return [{ ...row, label: 'address', value, meaning: 'null', link: null }];
  if (!isCanonical(address)) {
    const meaning = 'no address: bits 47 to 63 differ';
    return [{ ...row, label: 'address', value, meaning, link: null }];
  }
  const page = pageOfVirt(address);
  const symbol = view.symbolAt(address);
  const mapped = view.tables.translate(page, moment);
  if (mapped === null) {
    const meaning = `${symbol === null ? '' : `${symbol}, `}not mapped: an access faults`;
    return [{ ...row, label: 'address', value, meaning, link: virtualLink(address) }];
  }
  const offset = Number(address & BigInt(PAGE_SIZE - 1));
  const owner = ownerTitle(view.owners.ownerOfPage(page, mapped.frame, moment), page);
  const physical = hex(mapped.frame * PAGE_SIZE + offset);
  const words = `${owner}, ${rightsOfPage(view, page, moment)}`;
  return [
    { ...row, label: 'address', value, meaning: symbol ?? 'no symbol', link: virtualLink(address) },
    { ...row, label: 'shows', value: physical, meaning: words, link: frameLink(mapped.frame, offset) },
  ];
}
