/** Questions about memory that take work in the background, or may be about what is attached beside the load. */
import { DumpSide } from '../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../main/engine/session/workbench';
import { hex, PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import type { EngineCalls } from '../../shared/contract';
import { EXTENT_KINDS, type SearchWhat } from '../../shared/memory-types';
import { TestDumpFile } from '../fixtures/dump-file';
import type { Questions } from './questions';
import type { Random } from './random';

export type Question = (calls: EngineCalls, given: Questions) => void;

/** A dump of a few pages among the first of memory, now and then with a header that is one or looks like one. */
export function attachDump(bench: Workbench, random: Random): number {
  const bytes = Uint8Array.from({ length: random.pick([1, 100, PAGE_SIZE, 5 * PAGE_SIZE + 7]) }, () =>
    random.below(4) === 0 ? random.below(256) : 0,
  );
  if (random.oneIn(2)) bytes.set([0x7f, 0x45, 0x4c, 0x46, random.below(3), 1].slice(0, bytes.length));
  const address = hex(random.below(8) * PAGE_SIZE);
  const side = new DumpSide(new TestDumpFile(bytes), {
    space: random.pick(['physical', 'virtual']),
    address,
  });
  return bench.attach(side, side.about('memory.img')).id;
}

const SEARCHED: readonly SearchWhat[] = [
  { type: 'bytes', pattern: '00 ?? 0?' },
  { type: 'text', text: 'ELF', encoding: 'ascii', ignoreCase: true },
  { type: 'number', value: '4096', kind: 'signed', width: 8, bigEndian: false, tolerance: '4096' },
  { type: 'number', value: '1', kind: 'float', width: 4, bigEndian: true, tolerance: '0.5' },
  { type: 'regex', source: '[^\\x00]{3}(\\x00|.*a)', ignoreCase: false },
  { type: 'regex', source: '(', ignoreCase: false },
];

export const SIDE_QUESTIONS: readonly Question[] = [
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const first = given.page(space, moment) * PAGE_SIZE;
    const { job } = calls['search.start']({
      what: given.pick(SEARCHED),
      side: { source: 0, moment },
      space,
      range: given.pick([null, { first, length: given.pick([1, 8192]) }]),
      align: given.pick([1, 8, 4096]),
      onlyMapped: given.below(2) === 0,
      colours: given.pick([[], ['bss', 'relocated'], ['pageTable']]),
    });
    given.work();
    const { matches } = calls['search.state']({ job });
    const index = calls['search.indexAt']({ job, position: first });
    if (index > matches) throw new Error('a match behind the last one');
    calls['search.rows']({ job, first: index, count: 3 });
    calls['search.within']({ job, first, length: 8192, limit: 10 });
    calls['search.marks']({ job, edges: Float64Array.of(0, first / PAGE_SIZE, PAGE_COUNT) });
  },
  (calls, given) => {
    const request = given.comparison();
    const { space } = request;
    const { job } = calls['diff.start'](request);
    given.work();
    const { runs, done, total } = calls['diff.state']({ job });
    if (done > total) throw new Error('more compared than there is');
    const position = given.position(space, given.moment());
    const index = calls['diff.indexAt']({ job, position });
    if (index > runs) throw new Error('a difference behind the last one');
    calls['diff.rows']({ job, first: given.below(index + 1), count: given.rows() });
    calls['diff.within']({ job, first: position, length: given.pick([1, 8192, 2 ** 40]), limit: 10 });
    calls['diff.marks']({ job, edges: Float64Array.of(0, Math.floor(position / PAGE_SIZE), PAGE_COUNT) });
    if (given.below(2) === 0) calls['job.cancel']({ job });
  },
  (calls, given) => {
    const [{ source, moment }, space] = [given.side(), given.space()];
    const page = given.pick([given.page(space, given.moment()), given.below(16)]);
    const position = Math.min(page, PAGE_COUNT - 1) * PAGE_SIZE + given.below(PAGE_SIZE);
    const at = { source, moment, space };
    // Each by itself: where one has no answer, the others may have one.
    const ask = given.pick([
      () => calls['memory.pages']({ ...at, first: page, count: 3, against: given.side() }),
      () => calls['memory.bytes']({ ...at, first: position, length: given.pick([1, 64, 2 ** 20]) }),
      () => calls['memory.counterpart']({ ...at, position, to: given.space() }),
      () => calls['memory.extent']({ ...at, position, kind: given.pick(EXTENT_KINDS) }),
      () => calls['structures.at']({ ...at, position }),
      () => calls['inspect.data']({ ...at, position }),
      () => calls['inspect.byte']({ ...at, page, offset: position % PAGE_SIZE }),
      () => calls['memory.legend'](at),
      () => calls['memory.overview']({ ...at, edges: Float64Array.of(0, 8, 4096), against: given.side() }),
    ]);
    ask();
  },
];
