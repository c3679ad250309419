import type { OpKind, SpanKind } from '../../../../shared/trace-types';
import type { SourceFunction } from './loader-source';

/** A place in the loader's source: a function and a piece of the statement in it. */
export interface CallSite {
  readonly fn: SourceFunction;
  readonly anchor: string;
}

/** A function by its file, our name and upstream's. */
export const fn = (file: string, name: string, upstream: string): SourceFunction => ({
  file,
  name,
  upstream,
});

export const LOAD_KERNEL = fn('load-kernel.ts', 'loadKernel', 'load_kernel');
export const LOADER_NEW = fn('load-kernel.ts', 'new', 'Loader::new');
export const ENTRY_POINT = fn('load-kernel.ts', 'entryPoint', 'entry_point');
export const LOAD_SEGMENTS = fn('load-kernel.ts', 'loadSegments', 'load_segments');
export const HANDLE_LOAD = fn('segments.ts', 'handleLoadSegment', 'handle_load_segment');
export const HANDLE_BSS = fn('segments.ts', 'handleBssSection', 'handle_bss_section');
export const HANDLE_TLS = fn('segments.ts', 'handleTlsSegment', 'handle_tls_segment');
export const HANDLE_DYNAMIC = fn('relocations.ts', 'handleDynamicSegment', 'handle_dynamic_segment');
export const APPLY_RELOCATION = fn('relocations.ts', 'applyRelocation', 'apply_relocation');
export const COPY_TO = fn('kernel-memory.ts', 'copyTo', 'copy_to');
export const COPY_TO_PAGES = fn('kernel-memory.ts', 'copyToPages', 'copy_to');
export const MAKE_MUT = fn('copy-on-write.ts', 'makeMut', 'make_mut');
export const REMOVE_COPIED = fn('copy-on-write.ts', 'removeCopiedFlags', 'remove_copied_flags');
export const HANDLE_RELRO = fn('relro.ts', 'handleRelroSegment', 'handle_relro_segment');
/** {@link MAP_TO_DERIVED} derives the flags of the tables from the leaf's, then goes on here. */
export const MAP_TO = fn('mapper.ts', 'mapToWithTableFlags', 'map_to_with_table_flags');
export const MAP_TO_DERIVED = fn('mapper.ts', 'mapTo', 'map_to');
export const CREATE_TABLE = fn('mapper.ts', 'createNextTable', 'create_next_table');
export const UNMAP = fn('mapper.ts', 'unmap', 'unmap');
export const UPDATE_FLAGS = fn('mapper.ts', 'updateFlags', 'update_flags');

/** A statement of a function. */
export const site = (f: SourceFunction, anchor: string): CallSite => ({ fn: f, anchor });

/** Where the file's header is read, in front of the load: the check of its place in memory. */
export const HEADER_SITES: readonly CallSite[] = [
  site(fn('elf-file.ts', 'constructor', 'ElfFile::new'), 'this.assertAligned('),
];

/** The statement of `loadKernel` that a stage runs under, and the one of `loadSegments` or `Loader.new`. */
export function stageSites(stage: SpanKind): readonly CallSite[] {
  if (stage === 'plan') return [site(LOAD_KERNEL, 'Loader.new(kernel')];
  if (stage === 'entry') return [site(LOAD_KERNEL, 'loader.entryPoint()')];
  const root = site(LOAD_KERNEL, 'loader.loadSegments()');
  switch (stage) {
    case 'segment':
      return [root, site(LOAD_SEGMENTS, 'handleLoadSegment(inner')];
    case 'tls':
      return [root, site(LOAD_SEGMENTS, 'handleTlsSegment(inner')];
    case 'dynamic':
      return [root, site(LOAD_SEGMENTS, 'handleDynamicSegment(inner')];
    case 'relro':
      return [root, site(LOAD_SEGMENTS, 'handleRelroSegment(inner')];
    default:
      return [root, site(LOAD_SEGMENTS, 'removeCopiedFlags(inner')];
  }
}

/** What an op is besides its kind, as far as it decides the statement that did it. */
export interface OpRole {
  readonly kind: OpKind;
  /** The op makes or links a page table, or gives one flags. */
  readonly onTable: boolean;
  /** An `entryWritten` op wrote zero. */
  readonly cleared: boolean;
  /** The relocation that the op belongs to writes to two pages. */
  readonly crossesPage: boolean;
}

/** The statements inside the stage's function, outermost first, for an op of a step or a part of one. */
export function stepSites(stage: SpanKind, step: SpanKind, part: SpanKind | null, role: OpRole): CallSite[] {
  switch (step) {
    case 'check':
      return stage === 'plan' ? [site(LOADER_NEW, 'programSanityCheck(')] : [stageEntry(stage)];
    case 'checkHeader':
      return [site(LOADER_NEW, 'headerSanityCheck(')];
    case 'entryPoint':
      return [site(ENTRY_POINT, 'virtAddrNew(')];
    case 'chooseOffset':
      return [site(LOADER_NEW, 'Loader.chooseOffset(')];
    case 'markSegments':
      return [site(LOADER_NEW, 'usedEntries.markSegments(')];
    case 'mapPage':
      return [site(HANDLE_LOAD, 'inner.pageTable.mapToWithTableFlags('), ...mapperSites(role)];
    case 'bssEdge':
      return [site(HANDLE_LOAD, 'handleBssSection(inner'), ...edgeSites(part, role)];
    case 'bssPage':
      return [site(HANDLE_LOAD, 'handleBssSection(inner'), ...bssPageSites(role)];
    case 'tlsTemplate':
      return [site(HANDLE_TLS, "probe.step('tlsTemplate'")];
    case 'relocation':
      return [site(HANDLE_DYNAMIC, 'relocations.applyRelocation('), ...relocationSites(part, role)];
    case 'readOnly':
      return [site(HANDLE_RELRO, 'inner.pageTable.updateFlags('), ...updateSites(role)];
    case 'flagCleared':
      return [site(REMOVE_COPIED, 'inner.pageTable.updateFlags('), ...updateSites(role)];
    default:
      return [stageEntry(stage)];
  }
}

/** The first statement of a stage's own function. */
function stageEntry(stage: SpanKind): CallSite {
  switch (stage) {
    case 'segment':
      return site(HANDLE_LOAD, "probe.stage('segment'");
    case 'tls':
      return site(HANDLE_TLS, "probe.stage('tls'");
    case 'dynamic':
      return site(HANDLE_DYNAMIC, "probe.stage('dynamic'");
    case 'relro':
      return site(HANDLE_RELRO, "probe.stage('relro'");
    case 'cleanUp':
      return site(REMOVE_COPIED, "probe.stage('cleanUp'");
    default:
      return site(LOADER_NEW, "probe.step('check'");
  }
}

function edgeSites(part: SpanKind | null, role: OpRole): CallSite[] {
  if (part === 'copyOnWrite') return [site(HANDLE_BSS, 'makeMut(inner, lastPage)'), ...copySites(role)];
  return [site(HANDLE_BSS, role.kind === 'mark' ? "probe.step('bssEdge'" : 'inner.memory.zeroBytes(')];
}

function bssPageSites(role: OpRole): CallSite[] {
  if (role.onTable || role.kind === 'entryWritten') {
    return [site(HANDLE_BSS, 'inner.pageTable.mapToWithTableFlags('), ...mapperSites(role)];
  }
  if (role.kind === 'frameZeroed') return [site(HANDLE_BSS, 'inner.memory.zeroFrame(frame)')];
  return [site(HANDLE_BSS, 'inner.frameAllocator.allocateFrame()')];
}

function relocationSites(part: SpanKind | null, role: OpRole): CallSite[] {
  if (role.kind === 'mark' && part === null) return [site(APPLY_RELOCATION, 'probe.relocation(idx')];
  const copyTo = [site(APPLY_RELOCATION, 'copyTo(inner, page, address.pageOffset')];
  if (role.crossesPage) copyTo.push(site(COPY_TO, 'copyToPages(inner'));
  const [innermost, makeMut, write] = role.crossesPage
    ? [COPY_TO_PAGES, 'makeMut(inner, current)', 'inner.memory.writeBytes(']
    : [COPY_TO, 'makeMut(inner, page)', 'inner.memory.writeWord('];
  if (part === 'copyOnWrite') return [...copyTo, site(innermost, makeMut), ...copySites(role)];
  return [...copyTo, site(innermost, write)];
}

function copySites(role: OpRole): CallSite[] {
  // A mark in this part is its failure: no frame was left.
  if (role.kind === 'frameAllocated' || role.kind === 'mark') {
    return [site(MAKE_MUT, 'inner.frameAllocator.allocateFrame()')];
  }
  if (role.kind === 'frameCopied') return [site(MAKE_MUT, 'inner.memory.copyFrame(')];
  if (role.cleared) return [site(MAKE_MUT, 'inner.pageTable.unmap(page)'), site(UNMAP, 'writeEntry(')];
  return [
    site(MAKE_MUT, 'inner.pageTable.mapTo('),
    site(MAP_TO_DERIVED, 'this.mapToWithTableFlags('),
    site(MAP_TO, 'memory.writeEntry('),
  ];
}

function updateSites(role: OpRole): CallSite[] {
  return role.kind === 'entryWritten' ? [site(UPDATE_FLAGS, 'this.memory.writeEntry(')] : [];
}

function mapperSites(role: OpRole): CallSite[] {
  if (!role.onTable) return role.kind === 'mark' ? [] : [site(MAP_TO, 'memory.writeEntry(')];
  const create = site(MAP_TO, 'this.createNextTable(');
  switch (role.kind) {
    case 'frameAllocated':
      return [create, site(CREATE_TABLE, 'frameAllocator.allocateFrame()')];
    case 'frameZeroed':
      return [create, site(CREATE_TABLE, 'memory.zeroFrame(frame)')];
    default:
      return [create, site(CREATE_TABLE, 'memory.writeEntry(tableFrame, index, newLow')];
  }
}
