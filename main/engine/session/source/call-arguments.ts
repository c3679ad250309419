import { PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { flagNames } from '../../../../shared/page-flags';
import { entryHigh, entryLow, entryValue, type PageTableFlags } from '../../paging/page-table';
import { segmentRights } from '../../trace/describe-span';
import * as sites from './call-sites';
import type { SourceFunction } from './loader-source';
import type { MapCall, OpContext } from './op-context';

/** Names of packed flags, ascending by bit. */
export function namesOfFlags(flags: PageTableFlags): string[] {
  return flagNames(entryValue(entryLow(0, flags), entryHigh(0, flags)));
}

type Shown = (context: OpContext) => string | null;

/** What is worth showing of each function's arguments. */
const SHOWN: ReadonlyMap<SourceFunction, Shown> = new Map<SourceFunction, Shown>([
  [sites.LOAD_KERNEL, ({ view }) => `kernel at ${view.kernelAddress.toString(16)}`],
  [sites.LOADER_NEW, ({ view }) => `kernel at ${view.kernelAddress.toString(16)}`],
  [sites.HANDLE_LOAD, ({ segment }) => segment && `LOAD ${segment.number} ${segmentRights(segment)}`],
  [sites.HANDLE_BSS, (context) => bssWords(context)],
  [sites.HANDLE_TLS, ({ header }) => header && `header ${header.index}`],
  [sites.HANDLE_DYNAMIC, ({ header }) => header && `header ${header.index}`],
  [sites.HANDLE_RELRO, (context) => relroWords(context)],
  [sites.APPLY_RELOCATION, (context) => relocationWords(context)],
  [sites.COPY_TO, (context) => targetWords(context)],
  [sites.COPY_TO_PAGES, (context) => targetWords(context)],
  [sites.MAKE_MUT, ({ copiedPage }) => pageWords(copiedPage)],
  [sites.UNMAP, ({ copiedPage }) => pageWords(copiedPage)],
  [sites.MAP_TO, ({ mapCall }) => mapWords(mapCall)],
  [sites.MAP_TO_DERIVED, ({ mapCall }) => mapWords(mapCall)],
  [sites.CREATE_TABLE, ({ linkEntry }) => linkEntry && `P${linkEntry.level}[${linkEntry.index}]`],
  [sites.UPDATE_FLAGS, (context) => updateWords(context)],
]);

/** A call's arguments in short: segment, page, frame, flags, relocation; empty where none says anything. */
export function argumentsOf(context: OpContext, fn: SourceFunction): string {
  if (fn.name === 'readRelocation' || fn.name === 'calculateAddress') {
    return context.relocationIndex === null ? '' : `#${context.relocationIndex}`;
  }
  if (fn.name === 'checkIsInLoad') return context.relocation?.offset.toString(16) ?? '';
  return SHOWN.get(fn)?.(context) ?? '';
}

/** Start of a page, without `0x`, as the labels of steps have it. */
function pageWords(page: number | null): string | null {
  return page === null ? null : virtOfPage(page).toString(16);
}

function bssWords({ segment }: OpContext): string | null {
  if (segment === null) return null;
  const { memSize, fileSize } = segment.header;
  return `LOAD ${segment.number} ${(memSize - fileSize).toString(16)} bytes`;
}

function relroWords(context: OpContext): string | null {
  const { header } = context;
  if (header === null) return null;
  const start = context.moved(header.virtualAddr);
  return `${start.toString(16)}–${BigInt.asUintN(64, start + header.memSize).toString(16)}`;
}

function relocationWords({ relocation, relocationIndex }: OpContext): string | null {
  if (relocation === null) return relocationIndex === null ? null : `#${relocationIndex}`;
  const { index, offset, addend } = relocation;
  return `#${index} offset ${offset.toString(16)} addend ${addend.toString(16)}`;
}

function targetWords({ relocationTarget }: OpContext): string | null {
  return relocationTarget === null ? null : `${relocationTarget.toString(16)}, 8 bytes`;
}

function mapWords(call: MapCall | null): string | null {
  if (call === null) return null;
  const { page, frame, flags } = call;
  return `${pageWords(page) ?? ''} → ${(frame * PAGE_SIZE).toString(16)} ${namesOfFlags(flags).join(' | ')}`;
}

function updateWords(context: OpContext): string | null {
  const { page, writtenFlags } = context;
  if (page === null || writtenFlags === null) return pageWords(page);
  return `${pageWords(page) ?? ''} ${namesOfFlags(writtenFlags).join(' | ')}`;
}
