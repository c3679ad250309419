import { hexDigits } from '../../../../shared/address';
import * as Flags from '../../paging/page-table';
import { entryName } from '../../trace/describe-op';
import { CREATE_TABLE, MAP_TO, MAP_TO_DERIVED, UNMAP, UPDATE_FLAGS } from '../call-sites';
import type { MapCall, OpFacts } from '../op-facts';
import { flagsValue, frameValue, FunctionValues, given, pageValue, plain, type Reading } from './rule';

/** What parent tables get at least when a segment's page is mapped. */
const PARENTS = Flags.PRESENT | Flags.WRITABLE;

const inCall =
  (read: (call: MapCall, facts: OpFacts) => Reading | null) =>
  (facts: OpFacts): Reading | null =>
    given(facts.mapCall, (call) => read(call, facts));

const page = inCall((call) => pageValue(call.page, 'The page to map.'));
const frame = inCall((call) => frameValue(call.frame, 'The frame that it is mapped to.'));
const flags = inCall((call) => flagsValue(call.flags, 'What its leaf entry gets.'));

const parentFlags = (facts: OpFacts): Reading | null =>
  given(parentBits(facts), (bits) => flagsValue(bits, 'What the tables above the page have at least.'));

/** The entry that the op wrote, by its table and index. */
function writtenEntry(facts: OpFacts): Reading | null {
  const { view, op, kind } = facts;
  const { ops } = view.trace;
  if (kind !== 'entryWritten') return null;
  const entry = Flags.entryValue(ops.low[op] as number, ops.high[op] as number);
  return {
    value: entry === 0n ? '0' : hexDigits(entry, 1),
    meaning: `The entry as this op leaves it: ${entry === 0n ? 'unused' : 'the frame’s address and flags'}.`,
    link: {
      type: 'memory',
      space: 'physical',
      page: facts.frame,
      offset: (ops.at[op] as number) * 8,
    },
  };
}

/** The name that {@link writtenEntry} goes by: `P1[25]`. */
export function writtenEntryName({ view, op, kind }: OpFacts): string | null {
  return kind === 'entryWritten' ? entryName(view, op) : null;
}

const ofLink =
  (read: (link: NonNullable<OpFacts['linkEntry']>) => Reading) =>
  (facts: OpFacts): Reading | null =>
    given(facts.linkEntry, read);

/** The entry of the leaf that the op wrote: table and index. */
const ofLeaf =
  (read: (table: number, index: number) => Reading) =>
  (facts: OpFacts): Reading | null =>
    facts.kind === 'entryWritten' && facts.linkEntry?.level === 1
      ? read(facts.linkEntry.table, facts.linkEntry.index)
      : null;

const leafTable = ofLeaf((table) => frameValue(table, 'The level 1 table of the page.'));
const leafIndex = ofLeaf((_, index) => plain(index, 'Which of the 512 entries of the table.'));

const BEHIND_TABLES = 'const tableFrame = this.recentTable';

const onTable =
  (read: (facts: OpFacts) => Reading | null) =>
  (facts: OpFacts): Reading | null =>
    (facts.linkEntry?.level ?? 1) > 1 ? read(facts) : null;

const MAP_TO_VALUES = new FunctionValues(MAP_TO)
  .argument('page', page)
  .argument('frame', frame)
  .argument('flags', flags)
  .argument('parentTableFlags', parentFlags)
  .local(
    'region',
    'const region = ',
    inCall((call) =>
      plain(
        Math.floor(call.page / Flags.ENTRY_COUNT),
        'Which run of 512 pages: those that share a level 1 table.',
      ),
    ),
  )
  .local(
    'level',
    'for (let level = 4',
    onTable(ofLink(({ level }) => plain(level, 'Level of the table at hand, from the root down.'))),
    BEHIND_TABLES,
  )
  .local(
    'index',
    'const index = table.tableIndex(page, level)',
    onTable(ofLink(({ index }) => plain(index, 'Which of its 512 entries leads to the page.'))),
    BEHIND_TABLES,
  )
  .used(
    'tableFrame',
    'this.createNextTable(tableFrame',
    onTable(ofLink(({ table }) => frameValue(table, 'The table at hand.'))),
    BEHIND_TABLES,
  )
  .local('tableFrame', BEHIND_TABLES, leafTable)
  .local('index', 'const index = page & ', leafIndex)
  .made('', 'memory.writeEntry(tableFrame', writtenEntry);

const CREATE_TABLE_VALUES = new FunctionValues(CREATE_TABLE)
  .argument(
    'tableFrame',
    ofLink(({ table }) => frameValue(table, 'The table whose entry is looked at.')),
  )
  .argument(
    'index',
    ofLink(({ index }) => plain(index, 'Which of its 512 entries.')),
  )
  .argument('insertFlags', parentFlags)
  .made('frame', 'const frame = frameAllocator', (facts) =>
    given(newTable(facts), (made) => frameValue(made, 'The frame of the new table.')),
  )
  .local('newLow', 'const newLow', (facts) =>
    given(newTable(facts), (made) =>
      given(parentBits(facts), (bits) =>
        plain(hexDigits(Flags.entryLow(made, bits), 1), 'Low half of the entry that links the new table.'),
      ),
    ),
  )
  .made('', 'memory.writeEntry(tableFrame, index, newLow', writtenEntry);

/** The frame of the table that is being made. */
function newTable(facts: OpFacts): number | null {
  const { ops } = facts.view.trace;
  if (facts.linkEntry === null) return null;
  return facts.kind === 'entryWritten'
    ? Flags.frameOf(ops.low[facts.op] as number, ops.high[facts.op] as number)
    : facts.frame;
}

function parentBits({ mapCall, part }: OpFacts): Flags.PageTableFlags | null {
  if (mapCall === null) return null;
  return part < 0 ? PARENTS : mapCall.flags & (PARENTS | Flags.USER_ACCESSIBLE);
}

const UPDATE_VALUES = new FunctionValues(UPDATE_FLAGS)
  .argument('page', (facts) => given(facts.page, (at) => pageValue(at, 'The page whose entry changes.')))
  .argument('flags', ({ writtenFlags }) =>
    given(writtenFlags, (bits) => flagsValue(bits, 'What the entry has from now on.')),
  )
  .local('tableFrame', 'const tableFrame = this.leafTable', leafTable)
  .local('index', 'const index = page & ', leafIndex)
  .local('frame', 'const frame = table.frameOf', (facts) =>
    facts.kind === 'entryWritten'
      ? given(newTable(facts), (at) => frameValue(at, 'The page’s frame, which stays.'))
      : null,
  )
  .made('', 'this.memory.writeEntry(', writtenEntry);

/** Values of `mapper.ts`. A rule without a name is for the entry that the line writes. */
export const MAPPER_VALUES = [
  MAP_TO_VALUES,
  CREATE_TABLE_VALUES,
  UPDATE_VALUES,
  new FunctionValues(MAP_TO_DERIVED).argument('page', page).argument('frame', frame).argument('flags', flags),
  new FunctionValues(UNMAP)
    .argument('page', ({ copiedPage }) =>
      given(copiedPage, (at) => pageValue(at, 'The page whose entry is cleared.')),
    )
    .local('tableFrame', 'const tableFrame = this.leafTable', leafTable)
    .local('index', 'const index = page & ', leafIndex)
    .made('', 'this.memory.writeEntry(', writtenEntry),
];
