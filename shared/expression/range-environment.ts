/** What the filter of mapped ranges can ask of a range. */
import { FLAG, NAME_SETS } from './name-sets';
import { fieldInfos, SYMBOL_FUNCTION } from './shared-names';
import { ADDRESS, BOOLEAN, COUNT, TEXT, type Environment, type FunctionInfo, type ValueType } from './types';

/** Every field by its name; what computes them is bound to this list by its type. */
const FIELDS = {
  address: [ADDRESS, 'First virtual address of the range.'],
  end: [ADDRESS, 'Last virtual address of the range, included.'],
  size: [COUNT, 'Bytes that the range has.'],
  pages: [COUNT, 'Pages of 4 KiB that the range has.'],
  rights: [TEXT, 'What all levels allow, as R, RW, R X or RWX.'],
  readable: [BOOLEAN, 'Reads are allowed, as everywhere where anything is mapped.'],
  writable: [BOOLEAN, 'Writes are allowed.'],
  executable: [BOOLEAN, 'Instruction fetches are allowed.'],
  user: [BOOLEAN, 'Ring 3 may access it.'],
  owner: [TEXT, 'Whose pages they are, e.g. LOAD 3 copy; of several, each is looked at.'],
  segment: [COUNT, 'Number of the LOAD segment that the first page belongs to.'],
  section: [TEXT, 'Sections of the kernel in it; each is looked at.'],
  symbol: [TEXT, 'Symbols of the kernel that begin in it; each is looked at.'],
  physical: [ADDRESS, 'Physical address of the first page.'],
  contiguous: [BOOLEAN, 'The frames behind it follow on each other.'],
  leafSize: [COUNT, 'Bytes that one of its entries maps: 4096, 2 MiB or 1 GiB; absent where they differ.'],
  level: [COUNT, 'Level of the tables that map it, 1 to 3; absent where they differ.'],
  written: [COUNT, 'The last moment at which one of its entries was written.'],
} as const satisfies Record<string, readonly [ValueType, string]>;

export type RangeField = keyof typeof FIELDS;

const FUNCTIONS: readonly FunctionInfo[] = [
  {
    name: 'contains',
    parameters: [{ name: 'address', type: ADDRESS }],
    type: BOOLEAN,
    meaning: 'Whether a virtual address lies in the range.',
  },
  {
    name: 'flag',
    parameters: [{ name: 'flag', type: FLAG }],
    type: BOOLEAN,
    meaning: 'Whether all of its entries have the flag.',
  },
  {
    name: 'has',
    parameters: [{ name: 'number', type: COUNT }],
    type: BOOLEAN,
    meaning: 'Whether the range has such a number at all.',
  },
  SYMBOL_FUNCTION,
];

export const RANGE_ENVIRONMENT: Environment = {
  fields: fieldInfos(FIELDS),
  functions: FUNCTIONS,
  sets: { flag: NAME_SETS.flag as (typeof NAME_SETS)[string] },
  symbols: false,
};
