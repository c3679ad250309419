import { hex, pageOfVirt } from '../../../../../shared/address';
import { R_AMD64_RELATIVE, RELA_SIZE } from '../../../elf/rela';
import { APPLY_RELOCATION, COPY_TO, COPY_TO_PAGES, fn, HANDLE_DYNAMIC, MAKE_MUT } from '../call-sites';
import type { OpContext, RelaTable, RelocationEntry } from '../op-context';
import { headerValue } from './load-kernel-values';
import {
  flagsValue,
  frameValue,
  FunctionValues,
  given,
  hexNumber,
  pageValue,
  plain,
  virtual,
  type Reading,
} from './rule';

const index = ({ relocationIndex }: OpContext): Reading | null =>
  given(relocationIndex, (idx) => plain(idx, 'Which entry of the relocation table, from 0.'));

const inTable =
  (read: (table: RelaTable) => Reading | null) =>
  (context: OpContext): Reading | null =>
    given(context.relaTable, read);

const inEntry =
  (read: (entry: RelocationEntry, context: OpContext) => Reading | null) =>
  (context: OpContext): Reading | null =>
    given(context.relocation, (entry) => read(entry, context));

/** The value that the relocation stores. */
const relocated = (entry: RelocationEntry, { view }: OpContext): bigint =>
  BigInt.asUintN(64, entry.addend + view.offset);

const HANDLE_DYNAMIC_VALUES = new FunctionValues(HANDLE_DYNAMIC)
  .argument('segment', (context) => given(context.header, (header) => headerValue(context, header)))
  .local(
    'offset',
    'const offset = found.rela',
    inTable(({ rela }) =>
      given(rela, (at) => hexNumber(at, 'DT_RELA: the table’s address in the file’s terms.')),
    ),
  )
  .local(
    'totalSize',
    'const totalSize',
    inTable(({ size }) => given(size, (bytes) => plain(bytes, 'DT_RELASZ: bytes of the whole table.'))),
  )
  .local(
    'entrySize',
    'const entrySize',
    inTable(({ entrySize }) => given(entrySize, (bytes) => plain(bytes, 'DT_RELAENT: bytes of one entry.'))),
  )
  .local(
    'numEntries',
    'const numEntries',
    inTable(({ size, entrySize }) =>
      size === null || entrySize === null || entrySize === 0n
        ? null
        : plain(size / entrySize, 'How many whole entries the table has; a rest is dropped.'),
    ),
  )
  .local('idx', 'for (let idx = 0', index);

const APPLY_VALUES = new FunctionValues(APPLY_RELOCATION)
  .argument('idx', index)
  .local(
    'index',
    'const index = rela',
    inEntry(({ symbol }) => plain(symbol, 'The entry’s symbol index; only 0, no symbol, is supported.')),
  )
  .local(
    'type',
    'const type = rela',
    inEntry(({ type }) =>
      plain(
        type,
        type === R_AMD64_RELATIVE
          ? 'The entry’s type: R_X86_64_RELATIVE, the one that is supported.'
          : 'The entry’s type; only 8, R_X86_64_RELATIVE, is supported.',
      ),
    ),
  )
  .used(
    'rela.OFFSET',
    'this.loadRanges.checkIsInLoad(',
    inEntry(({ offset }) =>
      hexNumber(offset, 'Field r_offset: which word is changed, in the file’s addresses.'),
    ),
  )
  .local(
    'address',
    'inner.virtualAddressOffset.addWords(words, at + rela.OFFSET',
    inEntry((_, { relocationTarget }) =>
      given(relocationTarget, (at) => virtual(at, 'Field r_offset plus the offset: where the value goes.')),
    ),
  )
  .local(
    'rela.ADDEND',
    'inner.virtualAddressOffset.addWords(words, at + rela.ADDEND',
    inEntry(({ addend }) =>
      hexNumber(addend, 'Field r_addend: the value before the kernel was moved; unsigned here.'),
    ),
  )
  .local(
    'value',
    'inner.virtualAddressOffset.addWords(words, at + rela.ADDEND',
    inEntry((entry, context) => {
      const value = relocated(entry, context);
      const symbol = context.view.symbolAt(value);
      const target = symbol === null ? '' : `, ${symbol}`;
      return virtual(value, `Field r_addend plus the offset: the word that is stored${target}.`);
    }),
  )
  .local(
    'page',
    'const { page } = address',
    inEntry((_, { relocationTarget }) =>
      given(relocationTarget, (at) => pageValue(pageOfVirt(at), 'The page that holds the word.')),
    ),
  );

const target = inEntry((_, { relocationTarget }) =>
  given(relocationTarget, (at) => pageValue(pageOfVirt(at), 'The page of the first byte.')),
);

const targetOffset = inEntry((_, { relocationTarget }) =>
  given(relocationTarget, (at) => hexNumber(at & 0xfffn, 'Where in its page the first byte goes.')),
);

const buffer = inEntry((entry, context) =>
  virtual(relocated(entry, context), 'The 8 bytes to write, as the number that they are.'),
);

/** The frame that the op writes bytes to. */
const written = (context: OpContext): Reading | null =>
  context.kind === 'bytesWritten'
    ? frameValue(context.frame, 'The page’s own frame, which is written to.')
    : null;

const COPY_TO_VALUES = new FunctionValues(COPY_TO)
  .argument('page', target)
  .argument('offset', targetOffset)
  .argument('buf', buffer)
  .local('last.frame', 'last.frame = makeMut', written);

/** Bytes that the op writes; 0 for another op. */
const writtenLength = ({ view, op, kind }: OpContext): number =>
  kind === 'bytesWritten' ? (view.trace.ops.at[op] as number) >>> 16 : 0;

/** The page of two that a write over their border is at: the first, until its bytes are written. */
function currentPage(context: OpContext): number | null {
  const { ops } = context.view.trace;
  const { relocationTarget: at } = context;
  if (at === null || context.failing) return null;
  let done = 0;
  for (let op = context.firstOp; op < context.op; op++) if (ops.kind[op] === ops.kind[context.op]) done++;
  const written = context.kind === 'bytesWritten' ? done : null;
  const first = pageOfVirt(at);
  if (written !== null) return first + written;
  return context.copiedPage ?? first;
}

const COPY_TO_PAGES_VALUES = new FunctionValues(COPY_TO_PAGES)
  .argument('page', target)
  .argument('offset', targetOffset)
  .argument('buf', buffer)
  .local(
    'endPage',
    'const endPage = expect(',
    inEntry((_, { relocationTarget }) =>
      given(relocationTarget, (at) => pageValue(pageOfVirt(at + 7n), 'The page of the last byte.')),
    ),
  )
  .local('current', 'for (let current = page', (context) =>
    given(currentPage(context), (page) => pageValue(page, 'The page at hand.')),
  )
  .local('frame', 'const frame = makeMut', written)
  .local('start', 'const start = current', (context) =>
    context.kind === 'bytesWritten'
      ? hexNumber(
          (context.view.trace.ops.at[context.op] as number) & 0xffff,
          'Where in the page the copy begins.',
        )
      : null,
  )
  .local('copyLen', 'const copyLen', (context) =>
    writtenLength(context) === 0 ? null : plain(writtenLength(context), 'Bytes that go to this page.'),
  );

const MAKE_MUT_VALUES = new FunctionValues(MAKE_MUT)
  .argument('page', ({ copiedPage }) =>
    given(copiedPage, (page) => pageValue(page, 'The page that is to be written to.')),
  )
  .local('frame', 'const { frame, flags } = mapped', ({ original }) =>
    given(original, ({ frame }) =>
      frameValue(frame, 'What the page showed before it got a frame of its own.'),
    ),
  )
  .local('flags', 'const { frame, flags } = mapped', ({ original }) =>
    given(original, ({ flags }) => flagsValue(flags, 'The flags of the page’s entry before.')),
  )
  .made('newFrame', 'const newFrame = unwrap(', (context) =>
    context.part < 0
      ? null
      : given(context.firstFrame('frameAllocated', context.part), (frame) =>
          frameValue(frame, 'The page’s own frame, fresh from the allocator.'),
        ),
  )
  .local('newFlags', 'const newFlags', ({ mapCall, part }) =>
    part < 0
      ? null
      : given(mapCall, ({ flags }) =>
          flagsValue(flags, 'The same flags, with the mark that the copy is done.'),
        ),
  );

/** Where the entry that is read lies. */
const inEntryAddress =
  (read: (address: bigint, idx: number) => Reading) =>
  (context: OpContext): Reading | null =>
    given(context.relocationIndex, (idx) =>
      given(context.entryAddress(idx), (address) => read(address, idx)),
    );

const entryPage = inEntryAddress((at, idx) =>
  pageValue(pageOfVirt(at), `The page that entry ${idx} begins in; an entry has ${RELA_SIZE} bytes.`),
);

const entryOffset = inEntryAddress((at) => hexNumber(at & 0xfffn, 'Where in its page the entry begins.'));

const CHECK_VALUES = new FunctionValues(fn('load-ranges.ts', 'checkIsInLoad', 'check_is_in_load')).argument(
  'words',
  inEntry(({ offset }) => plain(hex(offset), 'The entry’s r_offset, in the file’s addresses.')),
);

const readings = (file: string, name: string): FunctionValues =>
  new FunctionValues(fn(file, name, 'read_relocation'));

/** Values of `relocations.ts`, `relocation-table.ts`, `kernel-memory.ts` and the copy-on-write. */
export const RELOCATION_VALUES = [
  HANDLE_DYNAMIC_VALUES,
  APPLY_VALUES,
  COPY_TO_VALUES,
  COPY_TO_PAGES_VALUES,
  MAKE_MUT_VALUES,
  CHECK_VALUES,
  readings('relocations.ts', 'readRelocation').argument('idx', index),
  readings('relocation-table.ts', 'readRelocation')
    .argument('idx', index)
    .local('page', 'const { page, pageOffset }', entryPage)
    .local('pageOffset', 'const { page, pageOffset }', entryOffset),
  readings('relocation-table.ts', 'calculateAddress').argument('idx', index),
];
