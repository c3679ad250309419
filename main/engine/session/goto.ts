/** What a typed text can mean: the answers of "go to". */
import { hex, isCanonical, PAGE_SIZE, pageOfVirt, parseAddress } from '../../../shared/address';
import type { GotoTarget, MemorySpace } from '../../../shared/view-types';
import type { NamedSection } from '../elf/sections';
import { segmentRights } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import type { FrameOwner } from '../trace/ownership';
import { countedMoments, numberedMoments, stagesNamed, stepsNamed } from './goto-moments';
import { frameLink, virtualLink } from './links';

const MOST_SYMBOLS = 12;
const MOST_SECTIONS = 8;

/** Words in front of an address that name its space. */
const SPACES: readonly (readonly [RegExp, MemorySpace])[] = [
  [/^(?:v|virt|virtual)[\s:]+/i, 'virtual'],
  [/^(?:p|phys|physical)[\s:]+/i, 'physical'],
  [/^(?:f|file)[\s:]+/i, 'file'],
];
/** What is added to or taken from an address: hexadecimal with `0x`, else decimal, with products. */
const DISTANCES = /(?:\s*[+-]\s*(?:0x[0-9a-f]+|\d+)(?:\s*\*\s*(?:0x[0-9a-f]+|\d+))*)+$/i;

const OWNERS: Readonly<Record<FrameOwner['kind'], string>> = {
  pageTable: 'page table',
  bss: 'bss',
  copy: 'copy of a frame of the file',
  file: 'kernel file',
  allocated: 'allocated',
  free: 'free',
};

/**
 * What a typed text can mean, best first: `#214` a relocation, `op 3377`, `step 12`, `50%`; an address in each space
 * where it exists, with distances; stages, segments, sections, symbols and kinds of steps by name.
 */
export function resolveGoto(view: LoadView, text: string, moment: number): GotoTarget[] {
  const typed = text.trim();
  if (typed === '') return [];
  const numbered = numberedMoments(view, typed);
  if (numbered !== null) return numbered;
  const { name, distance } = split(typed);
  const found = [
    ...segmentsNamed(view, typed),
    ...sectionsNamed(view, typed),
    ...symbolsNamed(view, typed),
    ...(distance === 0n ? [] : [...sectionsNamed(view, name, distance), ...symbolPlus(view, name, distance)]),
  ];
  const stages = stagesNamed(view, typed);
  const numbers = [...addresses(view, name, distance, moment), ...countedMoments(view, typed)];
  const whole = (target: GotoTarget): boolean => target.label.toLowerCase() === typed.toLowerCase();
  // `add` is a symbol before it is an address; `0x10` and `8000c0de` are addresses first.
  const names = [...found.filter(whole), ...stages, ...found.filter((target) => !whole(target))];
  const others = stepsNamed(view, typed, moment);
  const looksNumeric = /^0x|\d/i.test(typed) && !found.some(whole);
  return looksNumeric ? [...numbers, ...names, ...others] : [...names, ...others, ...numbers];
}

/** A text without the distances at its end, and their sum. */
function split(typed: string): { readonly name: string; readonly distance: bigint } {
  const distances = DISTANCES.exec(typed);
  if (distances === null || distances.index === 0) return { name: typed, distance: 0n };
  let distance = 0n;
  for (const [, sign, product] of distances[0].matchAll(/([+-])\s*([0-9a-fx*\s]+)/gi)) {
    const value = (product ?? '').split('*').reduce((all, factor) => all * BigInt(factor.trim()), 1n);
    distance += sign === '-' ? -value : value;
  }
  return { name: typed.slice(0, distances.index).trim(), distance };
}

/** The address in every space that has it, or in the one that is named. */
function addresses(view: LoadView, text: string, distance: bigint, moment: number): GotoTarget[] {
  const [prefix, space] = SPACES.find(([words]) => words.test(text)) ?? [null, null];
  const base = parseAddress(prefix === null ? text : text.replace(prefix, ''));
  if (base === null) return [];
  const address = base + distance;
  if (address < 0n) return [];
  const targets = [
    ...virtualTarget(view, address, moment),
    ...physicalTarget(view, address, moment),
    ...fileTarget(view, address),
  ];
  return space === null ? targets : targets.filter(({ kind }) => kind === space);
}

function virtualTarget(view: LoadView, address: bigint, moment: number): GotoTarget[] {
  if (address >= 2n ** 64n || !isCanonical(address)) return [];
  const mapped = view.tables.translate(pageOfVirt(address), moment) !== null;
  const detail = mapped ? (view.symbolAt(address) ?? 'mapped') : 'not mapped at this moment';
  return [{ kind: 'virtual', label: `Virtual ${hex(address)}`, detail, target: virtualLink(address) }];
}

function physicalTarget(view: LoadView, address: bigint, moment: number): GotoTarget[] {
  if (address >= BigInt(view.frameCount) * BigInt(PAGE_SIZE)) return [];
  const { page, offset } = placeOf(address);
  const detail = OWNERS[view.owners.ownerOf(page, moment).kind];
  return [{ kind: 'physical', label: `Physical ${hex(address)}`, detail, target: frameLink(page, offset) }];
}

function fileTarget(view: LoadView, address: bigint): GotoTarget[] {
  if (address >= BigInt(view.elf.length)) return [];
  const target = { type: 'memory', space: 'file', ...placeOf(address) } as const;
  return [{ kind: 'file', label: `File offset ${hex(address)}`, detail: '', target }];
}

function placeOf(address: bigint): { readonly page: number; readonly offset: number } {
  return { page: Number(address / BigInt(PAGE_SIZE)), offset: Number(address % BigInt(PAGE_SIZE)) };
}

/** LOAD segments by the beginning of their name: their first byte in the kernel's space. */
function segmentsNamed(view: LoadView, typed: string): GotoTarget[] {
  const wanted = /^(?:load|segment)\s*(\d*)$/i.exec(typed);
  if (!wanted) return [];
  const number = wanted[1] ?? '';
  return view.owners.segments
    .filter((segment) => String(segment.number).startsWith(number))
    .map((segment) => {
      const address = loaded(view, segment.header.virtualAddr);
      return {
        kind: 'segment',
        label: `Segment LOAD ${segment.number}`,
        detail: `${segmentRights(segment)} from ${hex(address)}`,
        target: virtualLink(address),
      };
    });
}

/** Sections with the text in their name, those that begin with it first. */
function sectionsNamed(view: LoadView, typed: string, distance = 0n): GotoTarget[] {
  const wanted = typed.toLowerCase();
  const rank = ({ name }: NamedSection): number => {
    const lower = name.toLowerCase();
    if (distance !== 0n) return lower === wanted ? 0 : -1;
    return lower.replace(/^\./, '').startsWith(wanted.replace(/^\./, '')) ? 0 : lower.indexOf(wanted);
  };
  return view.sections
    .map((section) => ({ section, rank: rank(section) }))
    .filter(({ rank: at }) => at >= 0)
    .sort((a, b) => a.rank - b.rank || a.section.name.length - b.section.name.length)
    .slice(0, MOST_SECTIONS)
    .flatMap(({ section }) => sectionTarget(view, section, distance));
}

function sectionTarget(view: LoadView, section: NamedSection, distance: bigint): GotoTarget[] {
  const label = distance === 0n ? section.name : `${section.name}${signed(distance)}`;
  if (section.allocated) {
    const address = loaded(view, section.address + distance);
    return [{ kind: 'section', label, detail: hex(address), target: virtualLink(address) }];
  }
  const offset = BigInt(section.offset) + distance;
  if (offset < 0n || offset >= BigInt(view.elf.length)) return [];
  const target = { type: 'memory', space: 'file', ...placeOf(offset) } as const;
  return [{ kind: 'section', label, detail: `file offset ${hex(offset)}`, target }];
}

function symbolPlus(view: LoadView, name: string, distance: bigint): GotoTarget[] {
  const symbol = view.symbols.named(name);
  if (symbol === null) return [];
  const address = loaded(view, symbol.address + distance);
  const label = `${symbol.name}${signed(distance)}`;
  return [{ kind: 'symbol', label, detail: hex(address), target: virtualLink(address) }];
}

function symbolsNamed(view: LoadView, typed: string): GotoTarget[] {
  return view.symbols.search(typed, MOST_SYMBOLS).map((symbol) => {
    const address = loaded(view, symbol.address);
    return { kind: 'symbol', label: symbol.name, detail: hex(address), target: virtualLink(address) };
  });
}

/** Where an address of the file is in the loaded kernel. */
function loaded(view: LoadView, address: bigint): bigint {
  return BigInt.asUintN(64, address + view.offset);
}

function signed(distance: bigint): string {
  return distance < 0n ? `-${hex(-distance)}` : `+${hex(distance)}`;
}
