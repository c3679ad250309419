import { hex, isCanonical, offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { HistoryKind } from '../../../../shared/debugger-types';
import type { AddressField, AddressView, WalkLevel } from '../../../../shared/table-types';
import { tableIndex } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import { History } from '../history/history';
import { virtualLink } from '../links';
import { KernelPlaces } from '../ranges/kernel-places';
import { rightsText } from '../tables/entry-kind';
import type { MappedTree } from '../tables/mapped-tree';
import { NOT_CANONICAL, visitedRows, walkPage, whyNotMapped, type PageWalk } from '../tables/table-walk';
import { accessFaults } from './access-faults';
import { countAliases } from './aliases';
import { nearestMapped } from './nearest';

/** Bytes of an entry, and of a pointer. */
const WORD = 8;

/** Everything about a virtual address at the moment of a tree. */
export function lookAt(mapped: MappedTree, address: bigint): AddressView {
  const canonical = isCanonical(address);
  const page = pageOfVirt(address);
  const found = walkPage(mapped, page);
  const walk = canonical ? found : { ...found, visited: [], frame: null, rights: 0 };
  const { tree } = mapped;
  const bytes = bytesAt(mapped, address, walk);
  const owner = walk.frame === null ? null : tree.owners.labelOf(tree.owners.codeOf(page, walk.frame));
  const kernel = tree.kernel;
  return {
    virt: hex(address),
    canonical,
    fields: fieldsOf(address, walk.frame === null ? 1 : walk.level),
    levels: levelsOf(mapped, walk),
    phys: walk.frame === null ? null : hex(walk.frame * PAGE_SIZE + offsetInPage(address)),
    rights: rightsText(walk.rights),
    faults: accessFaults(tree, address, walk),
    verdict: verdictOf(mapped, walk, canonical, owner?.label ?? ''),
    ...(walk.frame === null ? nearestMapped(mapped, address) : { below: null, above: null }),
    bytes,
    pointer: pointerOf(mapped, bytes),
    owner: owner?.label ?? '',
    provenance: owner?.provenance ?? 'free',
    ...namesOf(kernel, address, owner?.segment ?? 0),
    written: kernel === null || walk.frame === null ? null : lastWriter(kernel, address, tree.moment),
    aliases: walk.frame === null ? 0 : countAliases(mapped, walk.frame),
  };
}

/** The parts of an address; those that a leaf of level `leaf` takes as its offset are one. */
function fieldsOf(address: bigint, leaf: number): AddressField[] {
  const page = pageOfVirt(address);
  const bits = 12 + (leaf - 1) * 9;
  const fields: AddressField[] = [{ name: 'sign', high: 63, low: 48, value: Number(address >> 48n) }];
  for (let level = 4; level >= leaf; level--) {
    const low = 12 + (level - 1) * 9;
    fields.push({ name: `P${level}` as 'P4', high: low + 8, low, value: tableIndex(page, level) });
  }
  const value = Number(BigInt.asUintN(bits, address));
  return [...fields, { name: 'offset', high: bits - 1, low: 0, value }];
}

function levelsOf(mapped: MappedTree, walk: PageWalk): WalkLevel[] {
  return visitedRows(mapped, walk).map((row) => ({
    row,
    entryAddress: hex(row.table * PAGE_SIZE + row.index * WORD),
    writes: mapped.tree.writesOf(row.table, row.index),
  }));
}

function verdictOf(mapped: MappedTree, walk: PageWalk, canonical: boolean, owner: string): string {
  if (!canonical) return NOT_CANONICAL;
  if (walk.frame === null) return whyNotMapped(mapped.tree, walk);
  const size = walk.level === 1 ? '4 KiB' : walk.level === 2 ? '2 MiB' : '1 GiB';
  const rights = rightsText(walk.rights);
  return `Mapped ${rights} by a page of ${size} to ${hex(walk.frame * PAGE_SIZE)}${owner === '' ? '' : `: ${owner}`}.`;
}

/** The word at an address, as far as its page goes. */
function bytesAt({ tree }: MappedTree, address: bigint, { frame }: PageWalk): Uint8Array {
  if (frame === null) return new Uint8Array(0);
  const offset = offsetInPage(address);
  return tree.bytes(frame, offset, Math.min(WORD, PAGE_SIZE - offset));
}

function pointerOf(mapped: MappedTree, bytes: Uint8Array): AddressView['pointer'] {
  if (bytes.length < WORD) return null;
  const value = new DataView(bytes.buffer, bytes.byteOffset, WORD).getBigUint64(0, true);
  const text = hex(value);
  if (!isCanonical(value)) return { value: text, words: 'no address: bits 47 to 63 differ', link: null };
  const page = pageOfVirt(value);
  const { frame, rights } = walkPage(mapped, page);
  if (frame === null) return { value: text, words: 'nothing is mapped there', link: null };
  const { owners, kernel } = mapped.tree;
  const symbol = kernel?.symbolAt(value) ?? null;
  const owner = owners.labelOf(owners.codeOf(page, frame)).label;
  const words = `${symbol === null ? '' : `${symbol}, `}${owner}, ${rightsText(rights)}`;
  return { value: text, words, link: virtualLink(value) };
}

function namesOf(
  kernel: LoadView | null,
  address: bigint,
  owner: number,
): Pick<AddressView, 'segment' | 'section' | 'symbol'> {
  if (kernel === null) return { segment: '', section: '', symbol: '' };
  const at = BigInt.asUintN(64, address - kernel.offset);
  const covering = kernel.owners.segmentsAt(at, at + 1n);
  // Where several share a page, the one whose memory holds the byte.
  const segment = covering.find(({ number }) => number === owner) ?? covering[0];
  return {
    segment: segment === undefined ? '' : `LOAD ${segment.number}`,
    section: KernelPlaces.of(kernel).sectionAt(address),
    symbol: kernel.symbolAt(address) ?? '',
  };
}

/** Events of a history that put the byte there; that its page was mapped changed nothing of it. */
const WRITES: ReadonlySet<HistoryKind> = new Set(['zeroed', 'copied', 'relocation', 'entry']);
/** Events that are looked through for the last write: mappings and their flags may have changed since. */
const MOST_EVENTS = 64;

/** Who wrote a byte last, as its history has it; `null` where it is as it was before the load. */
function lastWriter(view: LoadView, address: bigint, moment: number): AddressView['written'] {
  const page = pageOfVirt(address);
  const subject = {
    type: 'bytes',
    space: 'virtual',
    page,
    offset: offsetInPage(address),
    length: 1,
  } as const;
  const history = historyOf(view);
  const { current } = history.of(subject, moment, 0, 0);
  const first = Math.max(0, current - MOST_EVENTS + 1);
  const rows = current < 0 ? [] : history.of(subject, moment, first, current - first + 1).rows;
  const event = rows.filter(({ kind }) => WRITES.has(kind)).pop();
  if (event === undefined) return null;
  return {
    words: event.detail === '' ? event.text : `${event.text}: ${event.detail}`,
    moment: event.moment,
  };
}

const histories = new WeakMap<LoadView, History>();

/** Histories keep what they found last. */
function historyOf(view: LoadView): History {
  let history = histories.get(view);
  if (history === undefined) {
    history = new History(view);
    histories.set(view, history);
  }
  return history;
}
