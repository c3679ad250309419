/** The questions that a window asks about a load. */
import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../shared/address';
import { LOG_SOURCES } from '../../shared/debugger-types';
import { EXTENT_KINDS } from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import type { Question } from './side-questions';

const COMMANDS = ['into', 'over', 'out', 'continue', 'first', 'last'] as const;
const DIRECTIONS = ['forward', 'back'] as const;
const TEXTS = ['#3', 'op 12', 'step 4', '50%', '0x1000 + 8', '_start', '_start + 0x10', 'bss', 'load 1', '~'];
/** Conditions, some of them wrong. */
export const CONDITIONS = [
  'moment > 40',
  'index % 2 == 0',
  'lost(WRITABLE)',
  'label contains "0"',
  'no &&',
  '(',
];
const DIFFERENCES = ['pages', 'entries', 'bytes'] as const;

export const LOAD_QUESTIONS: readonly Question[] = [
  (_, given) => {
    given.checkFrame();
  },
  (calls, given) => {
    const [command, direction] = [given.pick(COMMANDS), given.pick(DIRECTIONS)];
    const [count, stopAtStages] = [given.pick([1, 1, 7, 2 ** 27]), given.below(2) === 0];
    calls['time.where']({
      moment: calls['time.move']({ moment: given.moment(), command, direction, count, stopAtStages }).moment,
    });
  },
  (calls, given) =>
    calls['trace.spans']({ parent: given.span(), first: given.below(20), count: given.rows() }),
  (calls, given) => calls['trace.ops']({ firstMoment: given.moment(), count: given.rows() }),
  (calls, given) =>
    calls['trace.log']({ first: given.below(20), count: given.rows(), moment: given.moment() }),
  (calls, given) => {
    calls['breakpoints.set']({ breakpoints: [1, 2, 3].map((id) => given.breakpoint(id)) });
    calls['breakpoints.moments']({ id: 1, limit: given.rows() });
    calls['breakpoints.around']({ moment: given.moment() });
    calls['breakpoints.marks']({ edges: given.edges() });
    const moment = given.moment();
    const [direction, stopAtStages] = [given.pick(DIRECTIONS), given.below(2) === 0];
    calls['time.move']({ moment, command: 'continue', direction, count: given.rows(), stopAtStages });
    const { total } = calls['trace.log']({ first: 0, count: 50, moment });
    const from = given.pick([...LOG_SOURCES, undefined]);
    calls['trace.log']({ first: given.below(total + 1), count: given.rows(), moment, from });
    calls['time.run']({ moment, direction, to: given.breakpointTarget(), stopAtStages });
  },
  (calls, given) => {
    const anchors = [0, 1, 2].map(() => calls['anchor.of']({ moment: given.moment() }));
    // As if another load had made them.
    const strange = anchors.map((anchor) => ({
      ...anchor,
      opCount: given.below(100),
      moment: given.moment(),
    }));
    calls['anchor.find']({ anchors: [...anchors, ...strange] });
  },
  (calls, given) => {
    const filter = given.pick(['', ...CONDITIONS]);
    const { total } = calls['steps.filter']({ filter });
    calls['steps.rows']({ filter, first: given.below(total + 2), count: given.rows() });
    calls['steps.indexAt']({ filter, moment: given.moment() });
  },
  (calls, given) => calls['timeline.density']({ edges: given.edges() }),
  (calls, given) => calls['timeline.touched']({ edges: given.edges(), rows: 1 + given.below(200) }),
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['memory.pages']({ space, first: given.page(space, moment), count: 3, moment });
    const position = given.page(space, moment) * 4096 + given.below(4096);
    calls['memory.counterpart']({ space, position, to: given.space(), moment });
  },
  (calls, given) => {
    const moment = given.moment();
    const { virt, entries } = calls['pageTable.walk']({ virt: given.address(), moment });
    const level = given.pick([4, ...entries.map((entry) => entry.level)]);
    calls['pageTable.children']({ tables: [{ level, virt, merge: given.below(2) === 0 }], moment });
  },
  (calls, given) => {
    const expressions = Array.from({ length: 4 }, () => given.watch());
    calls['watch.evaluate']({
      expressions,
      moment: given.moment(),
      earlier: given.pick([null, given.moment()]),
    });
  },
  (calls, given) => {
    const [from, to, kind] = [given.moment(), given.moment(), given.pick(DIFFERENCES)];
    const { pages, entries, runs } = calls['compare.summary']({ from, to });
    const total = { pages, entries, bytes: runs }[kind];
    calls['compare.rows']({ from, to, kind, first: given.below(total + 1), count: given.rows() });
  },
  (calls, given) => calls['inspect.moment']({ moment: given.moment() }),
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['inspect.byte']({ space, page: given.page(space, moment), offset: given.below(4096), moment });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const position = given.position(space, moment);
    const path = calls['structures.at']({ space, position, moment });
    const first = Math.floor(position / PAGE_SIZE);
    const around = calls['structures.inPages']({ space, first, count: given.pick([1, 16, 256]), moment });
    const ids = [...path, ...around].map(({ id }) => id);
    const id = given.pick(['', 'ph/1@file', ...ids]);
    const below = calls['structures.children']({
      space,
      id,
      first: given.pick([0, 0, 7]),
      count: given.rows(),
      moment,
    });
    const inner = below.length === 0 ? id : given.pick(below).id;
    calls['structures.children']({ space, id: inner, first: 0, count: 50, moment: given.moment() });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const position = given.position(space, moment);
    calls['inspect.data']({ space, position, moment });
    calls['memory.extent']({ space, position, kind: given.pick(EXTENT_KINDS), moment });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    calls['memory.legend']({ space, moment });
    calls['memory.ranges']({ space, moment, colours: [given.pick(PROVENANCE_NAMES)] });
    const pages = Array.from({ length: 2 + given.below(40) }, () => given.page(space, moment));
    const edges = Float64Array.from(pages).sort();
    calls['memory.overview']({ space, edges, moment, against: { source: 0, moment: given.moment() } });
  },
  (calls, given) => {
    const [subject, moment] = [given.historySubject(), given.moment()];
    const { total } = calls['history.of']({ subject, moment, first: 0, count: given.rows() });
    calls['history.of']({ subject, moment, first: given.below(total + 1), count: given.rows() });
    const [direction, stopAtStages] = [given.pick(DIRECTIONS), given.below(2) === 0];
    calls['time.run']({ moment, direction, to: { type: 'write', subject }, stopAtStages });
  },
  (calls, given) => {
    const [space, moment] = [given.space(), given.moment()];
    const page = given.page(space, moment);
    const start = space === 'virtual' ? virtOfPage(page % PAGE_COUNT) : BigInt(page) * BigInt(PAGE_SIZE);
    const first = hex(start + BigInt(given.below(4096)));
    const length = given.pick([1, 8, 5000, 2 ** 20, 2 ** 30]);
    calls['history.writers']({ space, first, length, moment });
  },
  (calls, given) => calls['source.values']({ moment: given.moment(), stackFrame: given.below(6) }),
  (calls, given) => {
    const text = given.below(2) === 0 ? given.pick(TEXTS) : given.address();
    calls['goto.resolve']({ text, moment: given.moment() });
  },
];
