/** Colours of whole spaces against what the pages themselves say: of every kernel at some moments. */
import { describe, expect, it } from 'vitest';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { PAGE_SIZE } from '../../shared/address';
import { physicalSize } from '../../shared/machine';
import { PROVENANCE, PROVENANCE_NAMES, type ProvenanceName } from '../../shared/provenance';
import type { MemorySpace, PageRange, PageView } from '../../shared/view-types';
import { kernels, openSession, SMALL_MACHINE } from '../fixtures/loaded';
import { kernelWithRelocations } from '../fixtures/large-kernels';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const PAGES_AT_ONCE = 256;
/** What can be asked to be shown alone: what is found byte by byte, and what a page is as a whole. */
const CHOICES: readonly (readonly ProvenanceName[])[] = [
  ['relocated'],
  ['handedOver'],
  ['bss'],
  ['copied', 'fileReadOnly'],
  ['fileUnmapped', 'pageTable'],
  ['free'],
];

/** The first and the last moments, and one in between. */
function momentsOf(last: number): number[] {
  return [...new Set([0, Math.floor(last * 0.618034), Math.max(0, last - 1), last])];
}

function* pagesIn(session: DebugSession, space: MemorySpace, moment: number): Generator<PageView> {
  for (const { first, count } of session.calls['memory.ranges']({ space, moment })) {
    for (let page = first; page < first + count; page += PAGES_AT_ONCE) {
      const most = Math.min(PAGES_AT_ONCE, first + count - page);
      yield* session.calls['memory.pages']({ space, first: page, count: most, moment });
    }
  }
}

/** How many bytes of a page have each colour. */
function countsOf({ provenance }: PageView): Uint32Array {
  const counts = new Uint32Array(PROVENANCE_NAMES.length);
  if (provenance !== null) {
    for (let at = 0; at < provenance.length; at++) counts[provenance[at]!]!++;
  }
  return counts;
}

function spread(ranges: readonly PageRange[]): number[] {
  return ranges.flatMap(({ first, count: pages }) => Array.from({ length: pages }, (_, i) => first + i));
}

/** Compares a space at a moment with its pages. */
function checkSpace(session: DebugSession, space: MemorySpace, moment: number, memory: number): void {
  const counts = PROVENANCE_NAMES.map(() => 0);
  const holders = CHOICES.map((): number[] => []);
  let pages = 0;
  for (const page of pagesIn(session, space, moment)) {
    const own = countsOf(page);
    own.forEach((bytes, colour) => (counts[colour]! += bytes));
    CHOICES.forEach((names, i) => {
      if (names.some((name) => own[PROVENANCE[name]]! > 0)) holders[i]!.push(page.page);
    });
    pages++;
  }
  // What nothing has touched is in no range.
  if (space === 'physical') counts[PROVENANCE.free]! += memory - pages * PAGE_SIZE;
  expect(session.calls['memory.legend']({ space, moment }).bytes).toEqual(counts);
  CHOICES.forEach((colours, i) => {
    expect(spread(session.calls['memory.ranges']({ space, moment, colours }))).toEqual(holders[i]);
  });
}

describe('bytes of each colour, and the pages that hold it', () => {
  const large = { name: 'many relocations', elf: kernelWithRelocations(3000), machine: SMALL_MACHINE };
  for (const kernel of [...kernels(), large]) {
    it(`${kernel.name}: are those that the pages have`, { timeout: 60_000 }, () => {
      const session = openSession(kernel);
      // A frame that memory ends in is shown as a whole.
      const memory = Math.ceil(physicalSize(kernel.machine) / PAGE_SIZE) * PAGE_SIZE;
      for (const moment of momentsOf(session.trace.opCount)) {
        for (const space of SPACES) checkSpace(session, space, moment, memory);
      }
      session.close();
    });
  }
});
