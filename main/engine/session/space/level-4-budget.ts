import { hex, virtOfPage } from '../../../../shared/address';
import type { Level4Budget, Level4Slot } from '../../../../shared/table-types';
import type { SpanKind } from '../../../../shared/trace-types';
import { LoaderPanic } from '../../base/errors';
import { Arithmetic } from '../../base/u64';
import { calcElfMemoryRequirements } from '../../loader/memory-requirements';
import { VirtualAddressOffset } from '../../loader/virtual-address-offset';
import { LEVEL_4_SIZE, UsedLevel4Entries } from '../../paging/level-4-entries';
import { loaderRules } from '../../paging/loader-rules';
import { ENTRY_COUNT, pagesPerEntry } from '../../paging/page-table';
import { SPAN } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { kernelOf, occupiedRanges } from '../run-load';
import { level4Reasons, type Level4Reason } from './level-4-reasons';

/** What the table has in an entry at the moment. */
export interface PresentEntry {
  readonly index: number;
  readonly pages: number;
}

/** The plan of a load: what it chose, and when. */
interface Plan {
  readonly reasons: readonly (readonly Level4Reason[])[];
  /** The entries that were chosen for the kernel, `first` to `end`, excluded; none where nothing was chosen. */
  readonly window: { readonly first: number; readonly end: number };
  /** Entries that the segments take. */
  readonly segments: ReadonlySet<number>;
  readonly choice: Level4Budget['choice'];
  readonly note: string;
  readonly chosenAt: number;
  readonly markedAt: number;
}

const NO_WINDOW = { first: 0, end: 0 };

/** Which level 4 entries are taken by what, and how the kernel's window was chosen, as {@link UsedLevel4Entries} does it. */
export class Level4Plan {
  private readonly plan: Plan;

  constructor(view: LoadView) {
    this.plan = planOf(view);
  }

  /** The entries at a moment. @param present those that the level 4 table has then */
  at(moment: number, present: readonly PresentEntry[]): Level4Budget {
    const pages = new Map(present.map((entry) => [entry.index, entry.pages]));
    const slots = Array.from({ length: ENTRY_COUNT }, (_, index) => this.slot(index, moment, pages));
    const { choice, note, chosenAt } = this.plan;
    return {
      slots,
      free: slots.filter(({ state }) => state === 'free').length,
      note: choice !== null && chosenAt > moment ? 'The loader has not chosen yet at this moment.' : note,
      choice: chosenAt <= moment ? choice : null,
    };
  }

  private slot(index: number, moment: number, pages: ReadonlyMap<number, number>): Level4Slot {
    const { reasons, window, segments, chosenAt, markedAt } = this.plan;
    const before = reasons[index] ?? [];
    const words = before.map(({ words }) => words);
    let state: Level4Slot['state'] = before[0]?.state ?? 'free';
    let since = 0;
    if (index >= window.first && index < window.end && chosenAt <= moment) {
      state = 'chosen';
      since = chosenAt;
      words.push('Chosen for the kernel: the first window of free entries that is large enough.');
    }
    if (segments.has(index) && markedAt <= moment) {
      since = state === 'free' ? markedAt : since;
      state = 'kernel';
      words.push("The kernel's segments lie here.");
    }
    return {
      index,
      virt: hex(virtOfPage(index * pagesPerEntry(4))),
      state,
      reason: words.join(' '),
      present: pages.has(index),
      pages: pages.get(index) ?? 0,
      since,
    };
  }
}

function planOf(view: LoadView): Plan {
  const { elfFile, machine, mappings } = view;
  const rules = loaderRules(machine.loader, new Arithmetic(machine.overflowChecks));
  const none = { window: NO_WINDOW, segments: new Set<number>(), choice: null };
  const chosenAt = momentOf(view, 'chooseOffset');
  const markedAt = momentOf(view, 'markSegments');
  if (elfFile === null) {
    const note = 'The file was refused before the loader looked at any entry.';
    return { ...none, reasons: [], note, chosenAt, markedAt };
  }
  const kernel = kernelOf(elfFile, { machine, mappings }, rules);
  const occupied = occupiedRanges(kernel, { machine, mappings });
  const reasons = level4Reasons(rules, machine, occupied);
  const segments = new Set<number>();
  const done = { reasons, segments, chosenAt, markedAt };
  try {
    const used = new UsedLevel4Entries(rules, occupied);
    const before = used.entryState.slice();
    const isDynamic = elfFile.header.type === 'SharedObject' && kernel.kernelBase === 'dynamic';
    const chosen = isDynamic ? choose(view, used, before, reasons, chosenAt) : null;
    used.entryState.fill(0);
    if (markedAt !== Infinity) {
      used.markSegments([...elfFile.programIter()], new VirtualAddressOffset(view.trace.offset));
      used.entryState.forEach((state, index) => void (state === 1 && segments.add(index)));
    }
    return {
      ...done,
      window: chosen?.window ?? NO_WINDOW,
      choice: chosen?.choice ?? null,
      note: chosen === null ? noteOf(view, kernel.kernelBase) : '',
    };
  } catch (error) {
    if (!(error instanceof LoaderPanic)) throw error;
    return { ...done, ...none, segments, note: `The loader panics here: ${error.message}.` };
  }
}

/** Why there was nothing to choose. */
function noteOf({ elfFile }: LoadView, kernelBase: bigint | 'dynamic'): string {
  if (kernelBase !== 'dynamic') return `The configuration puts the kernel at ${hex(kernelBase)}.`;
  return elfFile?.header.type === 'Executable'
    ? 'The kernel has fixed addresses (ET_EXEC): the loader chooses nothing.'
    : 'The loader refuses files of this type before it chooses.';
}

function choose(
  view: LoadView,
  used: UsedLevel4Entries,
  before: Uint8Array,
  reasons: Plan['reasons'],
  chosenAt: number,
): Pick<Plan, 'window'> & { readonly choice: NonNullable<Plan['choice']> } {
  const { size, align, minAddr } = calcElfMemoryRequirements(
    view.elfFile as NonNullable<LoadView['elfFile']>,
  );
  const base = used.getFreeAddress(size, align);
  const first = used.entryState.findIndex((state, index) => state === 1 && before[index] === 0);
  const entries = used.entryState.reduce((sum, state) => sum + state, 0) - before.reduce((a, b) => a + b, 0);
  const offset = base - minAddr;
  return {
    window: { first, end: first + entries },
    choice: {
      size: hex(size),
      align: hex(align),
      entries,
      first,
      base: hex(base),
      offset: offset < 0n ? `-${hex(-offset)}` : hex(offset),
      why: sentences({ size, align, minAddr, base, offset, first, entries }, before, reasons),
      moment: chosenAt,
    },
  };
}

interface Chosen {
  readonly size: bigint;
  readonly align: bigint;
  readonly minAddr: bigint;
  readonly base: bigint;
  readonly offset: bigint;
  readonly first: number;
  readonly entries: number;
}

function sentences(chosen: Chosen, before: Uint8Array, reasons: Plan['reasons']): string[] {
  const { size, align, minAddr, base, offset, first, entries } = chosen;
  const needs = entries === 1 ? 'one level 4 entry' : `${entries} level 4 entries in a row`;
  const found = [
    'The kernel is position-independent (ET_DYN): the loader chooses where it goes.',
    `Its LOAD segments span ${hex(size)} bytes from ${hex(minAddr)} on, which takes ${needs} of 512 GiB.`,
  ];
  for (const { from, to, words } of takenBefore(first, before, reasons)) {
    const which = from === to ? `Entry ${from} is taken.` : `Entries ${from} to ${to} are taken.`;
    found.push(`${which} ${words}`);
  }
  if (countFree(before, first) > 0) {
    found.push(`Free entries before ${first} are fewer than ${entries} in a row.`);
  }
  found.push(
    entries === 1
      ? `Entry ${first} is the first free one: the base is ${hex(base)}.`
      : `Entries ${first} to ${first + entries - 1} are the first free ones in a row: the base is ${hex(base)}.`,
    `The offset, which is added to every address of the file, is the base less the lowest address: ${
      offset < 0n ? `-${hex(-offset)}` : hex(offset)
    }.`,
  );
  if (align > LEVEL_4_SIZE) {
    found.push(`The alignment that the segments ask for, ${hex(align)}, is more than the loader looks at.`);
  }
  return found;
}

/** Runs of entries before an index that are taken for the same reasons. */
function takenBefore(
  first: number,
  before: Uint8Array,
  reasons: Plan['reasons'],
): { readonly from: number; to: number; readonly words: string }[] {
  const runs: { readonly from: number; to: number; readonly words: string }[] = [];
  for (let index = 0; index < first; index++) {
    if (before[index] === 0) continue;
    const words = (reasons[index] ?? []).map((reason) => reason.words).join(' ');
    const last = runs[runs.length - 1];
    if (last?.to === index - 1 && last.words === words) last.to = index;
    else runs.push({ from: index, to: index, words });
  }
  return runs;
}

function countFree(before: Uint8Array, end: number): number {
  return before.subarray(0, end).reduce((sum, state) => sum + 1 - state, 0);
}

/** The moment at which a step of the plan is done; infinity where the load did not come so far. */
function momentOf({ trace, message }: LoadView, kind: SpanKind): number {
  const { spans, steps } = trace;
  // The plan is the first stage: its few steps are the first ones.
  for (let place = 0; place < Math.min(steps.length, 8); place++) {
    const span = steps.span(place) as number;
    if (spans.kind[span] !== SPAN[kind]) continue;
    const failed = message !== null && place === steps.length - 1;
    return failed ? Infinity : spans.endOp(span);
  }
  return Infinity;
}
