import { hexDigits } from '../../../../../shared/address';
import * as Flags from '../../../paging/page-table';
import { entryName } from '../../../trace/describe-op';
import { CREATE_TABLE, MAP_TO, MAP_TO_DERIVED, UNMAP, UPDATE_FLAGS } from '../call-sites';
import type { MapCall, OpContext } from '../op-context';
import { flagsValue, frameValue, FunctionValues, given, pageValue, plain, type Reading } from './rule';

/** What parent tables get at least when a segment's page is mapped. */
const PARENTS = Flags.PRESENT | Flags.WRITABLE;

const inCall =
  (read: (call: MapCall, context: OpContext) => Reading | null) =>
  (context: OpContext): Reading | null =>
    given(context.mapCall, (call) => read(call, context));

const page = inCall((call) => pageValue(call.page, 'The page to map.'));
const frame = inCall((call) => frameValue(call.frame, 'The frame that it is mapped to.'));
const flags = inCall((call) => flagsValue(call.flags, 'What its leaf entry gets.'));

const parentFlags = (context: OpContext): Reading | null =>
  given(parentBits(context), (bits) => flagsValue(bits, 'What the tables above the page have at least.'));

/** The entry that the op wrote, by its table and index. */
function writtenEntry(context: OpContext): Reading | null {
  const { view, op, kind } = context;
  const { ops } = view.trace;
  if (kind !== 'entryWritten') return null;
  const entry = Flags.entryValue(ops.low[op] as number, ops.high[op] as number);
  return {
    value: entry === 0n ? '0' : hexDigits(entry, 1),
    meaning: `The entry as this op leaves it: ${entry === 0n ? 'unused' : 'the frame’s address and flags'}.`,
    link: {
      type: 'memory',
      space: 'physical',
      page: context.frame,
      offset: (ops.at[op] as number) * 8,
    },
  };
}

/** The name that {@link writtenEntry} goes by: `P1[25]`. */
export function writtenEntryName({ view, op, kind }: OpContext): string | null {
  return kind === 'entryWritten' ? entryName(view, op) : null;
}

const ofLink =
  (read: (link: NonNullable<OpContext['linkEntry']>) => Reading) =>
  (context: OpContext): Reading | null =>
    given(context.linkEntry, read);

/** The entry of the leaf that the op wrote: table and index. */
const ofLeaf =
  (read: (table: number, index: number) => Reading) =>
  (context: OpContext): Reading | null =>
    context.kind === 'entryWritten' && context.linkEntry?.level === 1
      ? read(context.linkEntry.table, context.linkEntry.index)
      : null;

const leafTable = ofLeaf((table) => frameValue(table, 'The level 1 table of the page.'));
const leafIndex = ofLeaf((_, index) => plain(index, 'Which of the 512 entries of the table.'));

const BEHIND_TABLES = 'const tableFrame = this.recentTable';

const onTable =
  (read: (context: OpContext) => Reading | null) =>
  (context: OpContext): Reading | null =>
    (context.linkEntry?.level ?? 1) > 1 ? read(context) : null;

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
  .made('frame', 'const frame = frameAllocator', (context) =>
    given(newTable(context), (made) => frameValue(made, 'The frame of the new table.')),
  )
  .local('newLow', 'const newLow', (context) =>
    given(newTable(context), (made) =>
      given(parentBits(context), (bits) =>
        plain(hexDigits(Flags.entryLow(made, bits), 1), 'Low half of the entry that links the new table.'),
      ),
    ),
  )
  .made('', 'memory.writeEntry(tableFrame, index, newLow', writtenEntry);

/** The frame of the table that is being made. */
function newTable(context: OpContext): number | null {
  const { ops } = context.view.trace;
  if (context.linkEntry === null) return null;
  return context.kind === 'entryWritten'
    ? Flags.frameOf(ops.low[context.op] as number, ops.high[context.op] as number)
    : context.frame;
}

function parentBits({ mapCall, part }: OpContext): Flags.PageTableFlags | null {
  if (mapCall === null) return null;
  return part < 0 ? PARENTS : mapCall.flags & (PARENTS | Flags.USER_ACCESSIBLE);
}

const UPDATE_VALUES = new FunctionValues(UPDATE_FLAGS)
  .argument('page', (context) => given(context.page, (at) => pageValue(at, 'The page whose entry changes.')))
  .argument('flags', ({ writtenFlags }) =>
    given(writtenFlags, (bits) => flagsValue(bits, 'What the entry has from now on.')),
  )
  .local('tableFrame', 'const tableFrame = this.leafTable', leafTable)
  .local('index', 'const index = page & ', leafIndex)
  .local('frame', 'const frame = table.frameOf', (context) =>
    context.kind === 'entryWritten'
      ? given(newTable(context), (at) => frameValue(at, 'The page’s frame, which stays.'))
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
