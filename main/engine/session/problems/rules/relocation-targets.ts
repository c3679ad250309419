/** Where relocations write: read-only and executable memory, no memory at all, over the end of what they belong to. */
import { hex, PAGE_SIZE } from '../../../../../shared/address';
import { R_AMD64_RELATIVE, RELA_SIZE } from '../../../elf/rela';
import { count } from '../../../trace/describe-span';
import type { LoadSegment } from '../../../trace/ownership';
import {
  MOST_RELOCATIONS,
  readDynamicTables,
  TAG,
  visitRelocations,
  type DynamicTable,
  type RelocationVisitor,
} from '../dynamic-tables';
import { spillMends } from '../failure/page-failures';
import { fact } from '../findings';
import type { KernelFacts } from '../kernel-facts';
import { flagsMend, mend, noSymbolsMends, rustcMend, scriptMend, staticMends } from '../mends';
import { counted, listed, purposeOf } from '../phrases';
import { isRelocationType, relocationTypeName, typeMends } from '../relocation-types';
import type { LongRule, RuleContext } from './rule';

const TWO_32 = 2 ** 32;

/** What relocations of one kind have in common: how many, and the first. */
interface Tally {
  count: number;
  readonly index: number;
  readonly place: number;
  readonly address: bigint;
}

/** A relocation whose 8 bytes end behind the segment of the first. */
interface SpillTally extends Tally {
  readonly load: LoadSegment;
}

/** Stand for types of relocations: of those that name a symbol, and of all types that there are none. */
const NAMES_SYMBOL = -1;
const NO_TYPE = -2;

/** Sorts the relocations of a table by what is remarkable about them. Millions pass here: nothing is made for most. */
class Targets implements RelocationVisitor {
  /** By the number of the LOAD. */
  readonly text = new Map<number, Tally>();
  readonly spills: SpillTally[] = [];
  spillCount = 0;
  /** By type; {@link NAMES_SYMBOL}, {@link NO_TYPE}. */
  readonly unsupported = new Map<number, Tally>();
  outside: Tally | null = null;
  total = 0;
  private readonly ends: Float64Array;
  private readonly isText: Uint8Array;
  private recent = { start: 1, end: 0, owner: -1 };

  /** @param skipped the relocation at which the load failed, -1 for none */
  constructor(
    private readonly kernel: KernelFacts,
    private readonly skipped: number,
  ) {
    const { loads } = kernel;
    this.ends = Float64Array.from(loads, (_, i) => kernel.addresses.interval(i).end);
    this.isText = Uint8Array.from(loads, ({ header }) => (!header.isWrite || header.isExecute ? 1 : 0));
  }

  visit(index: number, low: number, high: number, type: number, symbol: number, place: number): void {
    this.total++;
    if (index === this.skipped) return;
    if (type !== R_AMD64_RELATIVE || symbol !== 0) {
      const key = symbol !== 0 ? NAMES_SYMBOL : isRelocationType(type) ? type : NO_TYPE;
      this.add(this.unsupported, key, index, place, low, high);
      return;
    }
    const position = (high & 0xffff) * TWO_32 + low;
    const owner = this.ownerAt(position, high);
    if (owner < 0) {
      if (owner === -1) this.outside = this.tallied(this.outside, index, place, low, high);
      return;
    }
    if (this.isText[owner] === 1) this.add(this.text, owner, index, place, low, high);
    if (position + 8 > (this.ends[owner] as number)) this.spill(owner, index, place, low, high);
  }

  /** The place of the LOAD, -1 for none, -2 for an address of which the low 48 bits do not say everything. */
  private ownerAt(position: number, high: number): number {
    const top = high >>> 15;
    if (top !== 0 && top !== 0x1ffff) return -2;
    const { recent, kernel } = this;
    if (position >= recent.start && position < recent.end) return recent.owner;
    const run = kernel.addresses.within(position, position + 1, 1)[0];
    if (run === undefined) return -1;
    this.recent = run;
    return run.owner;
  }

  private spill(owner: number, index: number, place: number, low: number, high: number): void {
    this.spillCount++;
    if (this.spills.length >= MOST_SPILLS) return;
    const load = this.kernel.loads[owner] as LoadSegment;
    this.spills.push({ load, count: 1, index, place, address: joined(low, high) });
  }

  private add(
    map: Map<number, Tally>,
    key: number,
    index: number,
    place: number,
    low: number,
    high: number,
  ): void {
    const known = map.get(key);
    if (known !== undefined) known.count++;
    else map.set(key, { count: 1, index, place, address: joined(low, high) });
  }

  private tallied(known: Tally | null, index: number, place: number, low: number, high: number): Tally {
    if (known === null) return { count: 1, index, place, address: joined(low, high) };
    known.count++;
    return known;
  }
}

/** Spills that are told one by one. */
const MOST_SPILLS = 8;

function joined(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

/** All relocations of all tables, looked at once. */
export const relocationTargets: LongRule = function* (context) {
  const { kernel, findings, failed } = context;
  const tables = readDynamicTables(kernel).filter(({ entries }) => entries.has(TAG.RELA));
  let total = 0;
  for (const table of tables) {
    const failure = failed?.failure;
    const failedHere = failure?.stage === 'dynamic' && failure.header?.header.index === table.header.index;
    const targets = new Targets(kernel, failedHere ? (failure?.relocation ?? -1) : -1);
    yield* visitRelocations(kernel, table, targets, MOST_RELOCATIONS - total);
    total += targets.total;
    for (const [owner, tally] of targets.text)
      addText(context, kernel.loads[owner] as LoadSegment, tally, targets);
    addSpills(context, targets);
    if (kernel.view.message === null) continue;
    for (const [type, tally] of targets.unsupported) addUnsupported(context, type, tally);
    if (targets.outside !== null) addOutside(context, targets.outside, table);
  }
  if (kernel.headers.length === 0) return;
  const all = counted(total, 'relocation');
  const none = total === 0;
  findings.pass('unsupported-relocation', none ? 'There are no relocations' : `${all}, all of them RELATIVE`);
  if (none) return;
  findings.pass('relocation-outside', 'Relocations lie in LOAD segments');
  findings.pass('text-relocation', 'Relocations change writable data only');
  findings.pass('relocation-spill', 'No relocation reaches over the end of its segment');
};

function entryFile(place: number): { readonly offset: number; readonly length: number } | null {
  return place < 0 ? null : { offset: place, length: RELA_SIZE };
}

function addText({ kernel, findings }: RuleContext, load: LoadSegment, tally: Tally, targets: Targets): void {
  const { header, number } = load;
  const applied = kernel.view.message === null ? 'have been patched' : 'are patched';
  findings.add('text-relocation', () => ({
    group: 'preflight',
    severity: 'warning',
    title: `${counted(tally.count, 'relocation')} into LOAD ${number}, which is ${purposeOf(header)}`,
    consequence: header.isExecute
      ? 'instructions are changed while the kernel is loaded'
      : 'read-only pages are changed, and copied for it',
    place: kernel.address(tally.address),
    link: kernel.link(tally.address),
    file: entryFile(tally.place),
    detail: {
      what: [
        `${counted(tally.count, 'relocation')} of ${count(targets.total)} write to memory that the kernel itself may not write to, or that it executes.`,
        `The loader does not ask: the pages ${applied} all the same, each in a copy of its own that no longer shares the file’s frame.`,
        'A loader that honours rights would refuse this (DT_TEXTREL), and code that is changed when it is loaded cannot be checked against its file.',
      ],
      facts: [
        fact('First', `#${count(tally.index)}, ${kernel.address(tally.address)}`, kernel.link(tally.address)),
        fact(
          'Its entry',
          tally.place < 0 ? 'not in the file' : hex(tally.place),
          kernel.fileLink(tally.place),
        ),
        ...symbolFact(kernel, tally.address),
        fact('Sections', listed(kernel.sectionsIn(tally.address, tally.address + 8n)) || 'none known'),
      ],
      mends: [
        mend('In the compiler', 'Position-independent code keeps addresses in data.', [
          'gcc -fPIE -fno-plt',
          'clang -fPIE',
        ]),
        rustcMend('For a Rust kernel.', ['-Crelocation-model=pic']),
        mend('In assembly sources', 'Addresses relative to the next instruction need no relocation.', [
          'lea rax, [rip + table]',
        ]),
        scriptMend('Constants that hold pointers belong behind the code, in what is writable until RELRO.', [
          '.data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data',
        ]),
        ...staticMends('Or link for one address: then there are no relocations.'),
        flagsMend('Let the linker refuse it.', [{ flag: '-z text', note: 'GNU ld, lld' }]),
      ],
    },
  }));
}

function symbolFact({ view }: KernelFacts, address: bigint): ReturnType<typeof fact>[] {
  const found = view.symbols.at(address);
  return found === null
    ? []
    : [fact('In', `${found.symbol.name}${found.offset === 0n ? '' : `+${hex(found.offset)}`}`)];
}

function addSpills({ kernel, findings }: RuleContext, targets: Targets): void {
  if (targets.spillCount === 0) return;
  const first = targets.spills[0] as SpillTally;
  const { header, number } = first.load;
  const end = header.virtualAddr + header.memSize;
  const beyond = first.address + 8n - end;
  const crosses = Number(BigInt.asUintN(12, first.address + kernel.base)) > PAGE_SIZE - 8;
  findings.add('relocation-spill', () => ({
    group: 'preflight',
    severity: 'warning',
    title: `${counted(targets.spillCount, 'relocation')} ${targets.spillCount === 1 ? 'reaches' : 'reach'} over the end of ${targets.spillCount === 1 ? `LOAD ${number}` : 'a LOAD'}`,
    consequence: `${counted(beyond, 'byte')} behind the segment ${beyond === 1n ? 'is' : 'are'} overwritten`,
    place: kernel.address(first.address),
    link: kernel.link(first.address),
    file: entryFile(first.place),
    detail: {
      what: [
        'A relocation writes 8 bytes, and the loader checks only that the first of them lies in a LOAD.',
        crosses
          ? 'The rest falls into the next page: it changes what lies there, or panics where nobody has mapped it.'
          : 'The rest falls behind the segment, on its last page: into what follows it in the file, or into what a neighbour keeps there.',
      ],
      facts: targets.spills.map(({ index, address, load }) =>
        fact(
          `#${count(index)}`,
          `${kernel.address(address)}, LOAD ${load.number} ends at ${kernel.address(load.header.virtualAddr + load.header.memSize)}`,
          kernel.link(address),
        ),
      ),
      mends: [...spillMends()],
    },
  }));
}

function addUnsupported({ kernel, findings }: RuleContext, type: number, tally: Tally): void {
  const named = type === NAMES_SYMBOL;
  const kind = named
    ? `${tally.count === 1 ? 'names' : 'name'} a symbol`
    : type === NO_TYPE
      ? 'of types that there are not'
      : `of type ${relocationTypeName(type)}`;
  findings.add('unsupported-relocation', () => ({
    group: 'next',
    severity: 'error',
    title: `${counted(tally.count, 'relocation')} ${kind}`,
    consequence: 'the loader would panic here',
    place: `#${count(tally.index)}`,
    link: kernel.fileLink(tally.place),
    file: entryFile(tally.place),
    detail: {
      what: [
        'The loader applies R_X86_64_RELATIVE (8) without a symbol, and panics at everything else.',
        `The first of these is #${count(tally.index)}, for ${kernel.address(tally.address)}.`,
      ],
      facts: [
        fact('First', `#${count(tally.index)}`, kernel.fileLink(tally.place)),
        fact('Changes', kernel.address(tally.address), kernel.link(tally.address)),
      ],
      mends: named ? noSymbolsMends() : typeMends(type),
    },
  }));
}

function addOutside({ kernel, findings }: RuleContext, tally: Tally, table: DynamicTable): void {
  findings.add('relocation-outside', () => ({
    group: 'next',
    severity: 'error',
    title: `${counted(tally.count, 'relocation')} outside of every LOAD`,
    consequence: 'the load would fail with “offset is not in load segment”',
    place: `#${count(tally.index)}`,
    link: kernel.fileLink(tally.place),
    file: entryFile(tally.place),
    detail: {
      what: [
        'The loader writes only to memory of LOAD segments.',
        `The first of these is #${count(tally.index)}, for ${kernel.address(tally.address)}.`,
      ],
      facts: [
        fact('First', `#${count(tally.index)}`, kernel.fileLink(tally.place)),
        fact('DT_RELA', hex(table.entries.get(TAG.RELA)?.value ?? 0n)),
      ],
      mends: [
        scriptMend('Give the section that it belongs to a LOAD, or discard it.', [
          '+ .data.rel.ro : { *(.data.rel.ro .data.rel.ro.*) } :data',
        ]),
      ],
    },
  }));
}
