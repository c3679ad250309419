import { pageOfVirt } from '../../../../shared/address';
import type { SpanKind } from '../../../../shared/trace-types';
import { RELA_SIZE } from '../../elf/rela';
import * as sites from './call-sites';
import { fn, site, type CallSite } from './call-sites';
import type { LoaderSource } from './loader-source';
import type { OpContext } from './op-context';

/** Words in front of a failure's text that are the panic's, not the statement's. */
const PANIC_WORDS =
  /^(assertion failed: |assertion `left == right` failed: |not implemented: |internal error: entered unreachable code: )/;

/** The part of a failure's text that its statement in the source has word by word. */
const THROWN_IN_SOURCE = /^[^:$`0-9\n]{12,60}/;

/** The one text in which a number stands that may have no digit. */
const RELOCATION_TYPE = /^(relocation type )[0-9a-f]+.*/;

/** How the panic of `make_mut` ends; its start names the page. */
const NOT_MAPPED = / is not mapped$/;
const NOT_MAPPED_IN_SOURCE = '} is not mapped`';

/** Files whose statements run in these stages only: the same text elsewhere comes from another place. */
const STAGES_OF_FILE: Readonly<Record<string, readonly SpanKind[]>> = {
  'segments.ts': ['segment', 'tls'],
  'relocations.ts': ['dynamic'],
  'relocation-table.ts': ['dynamic'],
  'load-ranges.ts': ['dynamic'],
  'dynamic.ts': ['dynamic'],
  'relro.ts': ['relro'],
};

/** Upstream has some functions in one piece that are several here, or under another name. */
const UPSTREAM: Readonly<Record<string, string>> = {
  chooseOffset: 'Loader::new',
  programSanityCheck: 'program::sanity_check',
  headerSanityCheck: 'header::sanity_check',
  assertWholeRecords: 'read_array',
  findRelaEntries: 'handle_dynamic_segment',
  dynamicTag: 'get_tag',
  calculateAddress: 'read_relocation',
  lookUp: 'read_relocation',
  frameOf: 'translate_page',
  copyToPages: 'copy_to',
  markKernel: 'UsedLevel4Entries::new',
};

/** Upstream's name of one of our functions. */
function upstreamName(name: string): string {
  return UPSTREAM[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const CHOOSE_OFFSET = fn('load-kernel.ts', 'chooseOffset', 'Loader::new');
const SANITY_CHECK = fn('program-header.ts', 'programSanityCheck', 'program::sanity_check');
const FREE_ADDRESS = fn('level-4-entries.ts', 'getFreeAddress', 'get_free_address');
const FIND_RELA = fn('relocations.ts', 'findRelaEntries', 'handle_dynamic_segment');
const READ_RELOCATION = fn('relocations.ts', 'readRelocation', 'read_relocation');
const READ_ENTRY = fn('relocation-table.ts', 'readRelocation', 'read_relocation');
const LOOK_UP = fn('relocation-table.ts', 'lookUp', 'read_relocation');
const COPY_FROM = fn('kernel-memory.ts', 'copyFrom', 'copy_from');

const CHOOSING = [site(sites.LOADER_NEW, 'Loader.chooseOffset(')];
const CHECKING = [site(sites.LOADER_NEW, 'programSanityCheck(')];
const ADDRESSING = [...CHOOSING, site(CHOOSE_OFFSET, 'usedEntries.getFreeAddress(')];
const FINDING = [site(sites.HANDLE_DYNAMIC, 'findRelaEntries(segment')];
const APPLYING = [site(sites.HANDLE_DYNAMIC, 'relocations.applyRelocation(')];
const READING = [
  site(sites.HANDLE_DYNAMIC, 'relocations.readRelocation('),
  site(READ_RELOCATION, 'this.table.readRelocation('),
];
const COPYING = [...APPLYING, site(sites.APPLY_RELOCATION, 'copyTo(inner, page, address.pageOffset')];

/** The calls inside the stage that lead to a function, where the op itself does not say it. */
const CALLERS: Readonly<Record<string, readonly CallSite[]>> = {
  chooseOffset: CHOOSING,
  getFreeAddress: ADDRESSING,
  getFreeEntries: [...ADDRESSING, site(FREE_ADDRESS, 'this.getFreeEntries(')],
  programSanityCheck: CHECKING,
  getType: [...CHECKING, site(SANITY_CHECK, 'header.getType()')],
  headerSanityCheck: [site(sites.LOADER_NEW, 'headerSanityCheck(')],
  findRelaEntries: FINDING,
  dynamicTag: [...FINDING, site(FIND_RELA, 'dynamic.dynamicTag(')],
  assertWholeRecords: [...FINDING, site(FIND_RELA, 'assertWholeRecords(')],
  checkIsInLoad: [...APPLYING, site(sites.APPLY_RELOCATION, 'this.loadRanges.checkIsInLoad(')],
  applyRelocation: APPLYING,
  copyToPages: [...COPYING, site(sites.COPY_TO, 'copyToPages(inner')],
  calculateAddress: [...READING, site(READ_ENTRY, 'this.calculateAddress(idx)')],
  copyFrom: [...READING, site(READ_ENTRY, 'copyFrom(this.inner')],
};

/** Every call that a failure's stack can name, for tests. */
export function failureSites(): CallSite[] {
  return [...Object.values(CALLERS).flat(), ...frameOfCallers(true), ...frameOfCallers(false)].concat(
    makeMutCallers('segment', false),
    makeMutCallers('dynamic', false),
    makeMutCallers('dynamic', true),
  );
}

/**
 * The call stack of a failure, outermost first, where the text of the failure is in the source: calls down to the
 * statement that threw, each as a function with a line.
 *
 * @param called the calls that the op's step and part say
 * @returns `null` where no statement has the text
 */
export function failureCalls(
  context: OpContext,
  source: LoaderSource,
  called: readonly CallSite[],
  crossesPage: boolean,
): { readonly calls: readonly CallSite[]; readonly thrown: { fn: CallSite['fn']; line: number } } | null {
  const message = context.view.message ?? '';
  const text = NOT_MAPPED.test(message)
    ? NOT_MAPPED_IN_SOURCE
    : THROWN_IN_SOURCE.exec(message.replace(PANIC_WORDS, '').replace(RELOCATION_TYPE, '$1'))?.[0];
  if (text === undefined) return null;
  const possible = source
    .statementsWith(text)
    .filter(({ file }) => STAGES_OF_FILE[file]?.includes(context.stageKind) !== false);
  const depthOf = (file: string, name: string): number =>
    called.findIndex((call) => call.fn.file === file && call.fn.name === name);
  const found = possible.find((one) => depthOf(one.file, one.fn) >= 0) ?? possible[0];
  if (found === undefined) return null;
  const depth = depthOf(found.file, found.fn);
  const known = called[depth];
  const thrownIn = known?.fn ?? fn(found.file, found.fn, upstreamName(found.fn));
  const thrown = { fn: thrownIn, line: found.line };
  if (known !== undefined) return { calls: called.slice(0, depth), thrown };
  const callers = callersOf(found.fn, context, crossesPage);
  const first = callers[0];
  if (first === undefined) return { calls: called, thrown };
  const from = depthOf(first.fn.file, first.fn.name);
  return { calls: [...called.slice(0, from < 0 ? called.length : from), ...callers], thrown };
}

function callersOf(name: string, context: OpContext, crossesPage: boolean): readonly CallSite[] {
  if (name === 'frameOf') return frameOfCallers(looksUp(context));
  if (name === 'makeMut') return makeMutCallers(context.stageKind, crossesPage);
  return CALLERS[name] ?? [];
}

function makeMutCallers(stage: SpanKind, crossesPage: boolean): CallSite[] {
  if (stage === 'segment') {
    return [
      site(sites.HANDLE_LOAD, 'handleBssSection(inner'),
      site(sites.HANDLE_BSS, 'makeMut(inner, lastPage)'),
    ];
  }
  if (!crossesPage) return [...COPYING, site(sites.COPY_TO, 'makeMut(inner, page)')];
  return [
    ...COPYING,
    site(sites.COPY_TO, 'copyToPages(inner'),
    site(sites.COPY_TO_PAGES, 'makeMut(inner, current)'),
  ];
}

function frameOfCallers(looksUpPage: boolean): CallSite[] {
  if (looksUpPage) {
    return [
      ...READING,
      site(READ_ENTRY, 'this.lookUp(page'),
      site(LOOK_UP, 'const frame = frameOf(inner, page)'),
    ];
  }
  return [...READING, site(READ_ENTRY, 'copyFrom(this.inner'), site(COPY_FROM, 'frameOf(inner, current)')];
}

/** Whether the page of the entry that could not be read is missing itself, so that the look-up of pages found that. */
function looksUp(context: OpContext): boolean {
  const start = context.entryAddress(context.relocationIndex ?? 0);
  if (start === null || (start & 3n) !== 0n) return false;
  const inOnePage = (start & 0xfffn) <= BigInt(4096 - RELA_SIZE);
  return inOnePage || context.mappedAt(pageOfVirt(start), context.op) === null;
}
