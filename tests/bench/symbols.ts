/** The symbols of a kernel: reading, sorting and searching a million of them. */
import { assert } from '../../main/engine/base/assert';
import { DEFAULT_MACHINE } from '../../shared/machine';
import type { SymbolQuery } from '../../shared/kernel-types';
import type { Workbench } from '../../main/engine/session/workbench';
import { kernelWithSymbols } from '../fixtures/symbol-kernel';
import { workbenchOf } from '../fixtures/workbench';
import { openDocument } from './document';
import type { Group } from './group';
import { median } from './statistics';

const SYMBOLS = 1_000_000;
const RUNS = 5;
const ALL: SymbolQuery = { text: '', types: [], sort: 'address', descending: false };
const MOST_LOAD_MS = 1000;
const MOST_INDEX_MS = 4000;
const MOST_PIECE_MS = 250;
const MOST_SEARCH_MS = 150;
const MOST_FIRST_NAME_MS = 1000;
const MOST_NAME_MS = 150;

function milliseconds(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** The first rows of a kernel that no question was asked about before. */
function load({ calls }: Workbench): void {
  const { total } = calls['kernel.findSymbols']({ query: ALL });
  assert(total === SYMBOLS + 1, 'all symbols are found');
  calls['kernel.symbols']({ query: ALL, first: total / 2, count: 100 });
}

/** Asks until all names are ready. @returns the longest question, in milliseconds */
function makeReady({ calls }: Workbench, query: SymbolQuery): number {
  let longest = 0;
  for (let pending = 1; pending > 0;) {
    longest = Math.max(
      longest,
      milliseconds(() => (pending = calls['kernel.findSymbols']({ query }).pending)),
    );
  }
  return longest;
}

const row = (name: string, unit: 'ms', number: number) =>
  ({ name: `${name}, 1,000,000 symbols`, unit, limit: { of: 'value', bound: 'atMost', number } }) as const;

export const symbolGroups: readonly Group[] = [
  {
    name: 'symbols',
    rows: {
      load: row('first rows of the symbol table', 'ms', MOST_LOAD_MS),
      index: row('all names demangled for the search', 'ms', MOST_INDEX_MS),
      piece: row('longest answer meanwhile', 'ms', MOST_PIECE_MS),
      search: row('symbols with a text in their names', 'ms', MOST_SEARCH_MS),
      firstName: row('first name typed into “Go to”', 'ms', MOST_FIRST_NAME_MS),
      name: row('another name typed into “Go to”', 'ms', MOST_NAME_MS),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const bench = workbenchOf(openDocument(kernelWithSymbols(SYMBOLS), folder, DEFAULT_MACHINE));
      const loaded = milliseconds(() => load(bench));
      let piece = 0;
      const index = milliseconds(() => (piece = makeReady(bench, { ...ALL, text: 'first text' })));
      const texts = ['sched::task99', 'read77', 'socket::send', 'no such name at all', 'drop_in_place12345'];
      const times = Array.from({ length: RUNS }, (_, run) =>
        milliseconds(() => bench.calls['kernel.findSymbols']({ query: { ...ALL, text: texts[run] ?? '' } })),
      );
      const goTo = (text: string): number =>
        milliseconds(() => {
          const [target] = bench.calls['goto.resolve']({ text, moment: 0 });
          assert(target?.label === text, `${text} is found`);
        });
      const firstName = goTo('driver_probe_500000');
      const names = Array.from({ length: RUNS }, (_, run) => goTo(`driver_probe_${run * 5005}`));
      bench.close();
      const value = (number: number, note = ''): { value: number; peer: null; note: string } => ({
        value: number,
        peer: null,
        note,
      });
      const note = `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)} ms`;
      return Promise.resolve({
        load: value(loaded),
        index: value(index),
        piece: value(piece),
        search: value(median(times), note),
        firstName: value(firstName),
        name: value(median(names)),
      });
    },
  },
];
