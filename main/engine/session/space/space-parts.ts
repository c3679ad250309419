import { pageOfVirt } from '../../../../shared/address';
import type { ProvenanceName } from '../../../../shared/provenance';
import { RIGHT, type SpacePart } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import { readableHeaders } from '../../trace/stages';
import { rightsWords } from '../rights';
import type { Leaves } from '../tables/leaves';
import type { MappedTree } from '../tables/mapped-tree';
import type { OwnerLabel } from '../tables/table-tree';

const KINDS: Readonly<Partial<Record<ProvenanceName, SpacePart['kind']>>> = {
  fileReadOnly: 'segment',
  fileCode: 'segment',
  fileData: 'segment',
  bss: 'bss',
  copied: 'copy',
};

/** RELRO headers that are drawn; a kernel has one. */
const MOST_RELRO = 64;

/** Runs of pages of one owner with equal rights, and the gaps between them; behind them what RELRO covers. */
export function spaceParts(mapped: MappedTree, first: number, end: number, most: number): SpacePart[] {
  const parts = cut(runs(mapped, first, end), most);
  return [...parts, ...relroParts(mapped, first, end)];
}

function runs(mapped: MappedTree, first: number, end: number): SpacePart[] {
  const { leaves, owners, tree } = mapped;
  const found: SpacePart[] = [];
  let at = first;
  let leaf = mapped.leafFrom(first);
  while (leaf < leaves.count && (leaves.page[leaf] as number) < end) {
    const page = Math.max(leaves.page[leaf] as number, first);
    if (page > at) found.push(gap(at, page));
    const owner = owners[leaf] as number;
    const rights = leaves.rights[leaf] as number;
    let behind = endOf(leaves, leaf);
    leaf++;
    while (
      leaf < leaves.count &&
      leaves.page[leaf] === behind &&
      behind < end &&
      owners[leaf] === owner &&
      leaves.rights[leaf] === rights
    ) {
      behind = endOf(leaves, leaf);
      leaf++;
    }
    at = Math.min(behind, end);
    found.push(part(page, at, tree.owners.labelOf(owner), rights));
  }
  if (at < end) found.push(gap(at, end));
  return found;
}

function endOf(leaves: Leaves, leaf: number): number {
  return (leaves.page[leaf] as number) + pagesPerEntry(leaves.level[leaf] as number);
}

function part(page: number, end: number, { label, provenance }: OwnerLabel, rights: number): SpacePart {
  return {
    page,
    pages: end - page,
    label,
    kind: KINDS[provenance] ?? 'other',
    provenance,
    rights: rightsWords((rights & RIGHT.write) !== 0, (rights & RIGHT.execute) !== 0),
    mapped: end - page,
  };
}

function gap(page: number, end: number): SpacePart {
  return {
    page,
    pages: end - page,
    label: 'not mapped',
    kind: 'gap',
    provenance: 'free',
    rights: '',
    mapped: 0,
  };
}

/** The largest parts, in their order; gaps are what is left between, and give way first. */
function cut(parts: readonly SpacePart[], most: number): readonly SpacePart[] {
  if (parts.length <= most) return parts;
  const mapped = parts.filter(({ kind }) => kind !== 'gap');
  const candidates = mapped.length > most ? mapped : parts;
  const order = candidates
    .map((one, place) => ({ one, place, rank: one.kind === 'gap' ? 1 : 0 }))
    .sort((a, b) => a.rank - b.rank || b.one.pages - a.one.pages)
    .slice(0, most);
  return order.sort((a, b) => a.place - b.place).map(({ one }) => one);
}

/** Pages that RELRO headers cover, rounded outward as the loader does it. */
function relroParts(mapped: MappedTree, first: number, end: number): SpacePart[] {
  const { kernel } = mapped.tree;
  const elfFile = kernel?.elfFile ?? null;
  if (kernel === null || elfFile === null) return [];
  return readableHeaders(elfFile)
    .filter(({ type }) => type === 'GnuRelro')
    .slice(0, MOST_RELRO)
    .flatMap(({ header }) => {
      if (header.memSize === 0n) return [];
      const start = BigInt.asUintN(64, header.virtualAddr + kernel.offset);
      const last = BigInt.asUintN(64, start + header.memSize - 1n);
      const page = Math.max(first, pageOfVirt(start));
      const behind = Math.min(end, pageOfVirt(last) + 1);
      if (page >= behind) return [];
      const relro: SpacePart = {
        page,
        pages: behind - page,
        label: 'RELRO',
        kind: 'relro',
        provenance: 'fileData',
        rights: 'R',
        mapped: mappedIn(mapped, page, behind),
      };
      return [relro];
    });
}

function mappedIn(mapped: MappedTree, first: number, end: number): number {
  const { leaves } = mapped;
  let pages = 0;
  for (let leaf = mapped.leafFrom(first); leaf < leaves.count; leaf++) {
    const page = leaves.page[leaf] as number;
    if (page >= end) break;
    pages += Math.min(end, endOf(leaves, leaf)) - Math.max(first, page);
  }
  return pages;
}
