import { PAGE_SIZE } from '../../../shared/address';
import type { SpanKind } from '../../../shared/trace-types';
import { DT_RELASZ, DYNAMIC_ENTRY_SIZE } from '../elf/dynamic';
import type { ElfFile } from '../elf/elf-file';
import type { ProgramHeader, SegmentType } from '../elf/program-header';
import { RELA_SIZE } from '../elf/rela';

/** A stage that a load of a file goes through if nothing fails. */
export interface PlannedStage {
  readonly kind: SpanKind;
  /** Program header that it handles, -1 for none. */
  readonly header: number;
  readonly title: string;
}

/** The headers of a file, as far as they can be read; the type is `null` where it is unknown. */
export function readableHeaders(file: ElfFile): { header: ProgramHeader; type: SegmentType | null }[] {
  const found: { header: ProgramHeader; type: SegmentType | null }[] = [];
  try {
    for (const header of file.programIter()) found.push({ header, type: typeOf(header) });
  } catch {
    // The table reaches out of the file: the load failed there, what is before it can be shown.
  }
  return found;
}

/** 1-based number of each LOAD among the LOADs of the table, by header index. */
export function loadNumbers(file: ElfFile): ReadonlyMap<number, number> {
  const loads = readableHeaders(file).filter(({ type }) => type === 'Load');
  return new Map(loads.map(({ header }, position) => [header.index, position + 1]));
}

/** Title of a stage: `LOAD 2` is the second LOAD in the order of the table. */
export function stageTitle(kind: SpanKind, header: number, numbers: ReadonlyMap<number, number>): string {
  switch (kind) {
    case 'segment':
      return `LOAD ${numbers.get(header) ?? '?'}`;
    case 'tls':
      return 'TLS';
    case 'dynamic':
      return 'Relocations';
    case 'relro':
      return 'RELRO';
    case 'cleanUp':
      return 'Clean-up';
    case 'entry':
      return 'Entry';
    default:
      return 'Plan';
  }
}

/** The stages of a whole load of the file, in the loader's order. */
export function plannedStages(file: ElfFile): PlannedStage[] {
  const headers = readableHeaders(file);
  const numbers = loadNumbers(file);
  const of = (kind: SpanKind, types: readonly (SegmentType | null)[]): PlannedStage[] =>
    headers
      .filter(({ type }) => types.includes(type))
      .map(({ header, type }) => {
        const actual = kind === 'segment' && type === 'Tls' ? 'tls' : kind;
        return { kind: actual, header: header.index, title: stageTitle(actual, header.index, numbers) };
      });
  return [
    { kind: 'plan', header: -1, title: 'Plan' },
    ...of('segment', ['Load', 'Tls']),
    ...of('dynamic', ['Dynamic']),
    ...of('relro', ['GnuRelro']),
    { kind: 'cleanUp', header: -1, title: 'Clean-up' },
    { kind: 'entry', header: -1, title: 'Entry' },
  ];
}

/** What the headers of a file announce, true or not. */
interface Announced {
  readonly filePages: number;
  readonly bssPages: number;
  readonly relocations: number;
}

function announced(file: ElfFile): Announced {
  let filePages = 0;
  let bssPages = 0;
  let relocations = 0;
  for (const { header, type } of readableHeaders(file)) {
    const { fileSize, memSize } = header;
    if (type === 'Load') {
      filePages += Math.ceil(Number(fileSize) / PAGE_SIZE);
      if (memSize > fileSize) bssPages += Math.ceil(Number(memSize - fileSize) / PAGE_SIZE);
    }
    if (type === 'Dynamic') relocations += relocationCount(file, header);
  }
  return { filePages, bssPages, relocations };
}

/** About how many steps a load of the file has: pages of all LOADs and relocations, for a progress bar. */
export function expectedSteps(file: ElfFile): number {
  const { filePages, bssPages, relocations } = announced(file);
  return 1 + filePages + bssPages + relocations;
}

/** Most pages of bss that a trace gets room for at once: 1 GiB. What a file announces may be more than there is memory. */
const MAX_EXPECTED_BSS = 2 ** 18;

/** How many rows the tables of a load of the file need, nearly: so that they get their memory at once. */
export function expectedRows(file: ElfFile): { readonly spans: number; readonly ops: number } {
  const { filePages, bssPages, relocations } = announced(file);
  const likelyBss = Math.min(bssPages, MAX_EXPECTED_BSS);
  const steps = filePages + likelyBss + Math.min(relocations, file.input.length / RELA_SIZE);
  return {
    // Some of the steps have a part, or make a page table.
    spans: Math.ceil(steps * 1.03) + 64,
    // A page of bss is allocated, zeroed and mapped.
    ops: Math.ceil((steps + 2 * likelyBss) * 1.03) + 64,
  };
}

/** Relocations that a dynamic table announces; 0 where it cannot be read. */
function relocationCount(file: ElfFile, header: ProgramHeader): number {
  const view = file.view();
  const end = Math.min(Number(header.offset + header.fileSize), file.input.length);
  for (let at = Number(header.offset); at + DYNAMIC_ENTRY_SIZE <= end; at += DYNAMIC_ENTRY_SIZE) {
    if (view.getBigUint64(at, true) === BigInt(DT_RELASZ)) {
      return Number(view.getBigUint64(at + 8, true)) / RELA_SIZE;
    }
  }
  return 0;
}

function typeOf(header: ProgramHeader): SegmentType | null {
  try {
    return header.getType();
  } catch {
    return null;
  }
}
