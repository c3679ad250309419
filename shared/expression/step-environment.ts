/** What conditions, filters and logpoints can ask of an op and the step that it lies in. */
import { ACTION, FLAG, KIND, NAME_SETS, STAGE } from './name-sets';
import { fieldInfos, SYMBOL_FUNCTION } from './shared-names';
import {
  ADDRESS,
  BOOLEAN,
  COUNT,
  ENTRY,
  TEXT,
  type Environment,
  type FunctionInfo,
  type ValueType,
} from './types';

const ADDEND: ValueType = { kind: 'number', signed: true, shown: 'hex' };

/** Every field by its name; what computes them is bound to this list by its type. */
const FIELDS = {
  kind: [KIND, 'Kind of the step.'],
  stage: [STAGE, 'Stage that the step belongs to.'],
  segment: [COUNT, 'Number of the LOAD segment, from 1: of its stage, else the one that holds the address.'],
  step: [COUNT, 'Number of the step, from 1.'],
  op: [COUNT, 'Number of the op in its step, from 1.'],
  moment: [COUNT, 'Moment right after the op.'],
  action: [ACTION, 'What the op did.'],
  copyOnWrite: [BOOLEAN, 'The op is part of giving a page a frame of its own.'],
  address: [
    ADDRESS,
    'Virtual address that the step is about: of its page, its relocation’s place, the entry point.',
  ],
  page: [ADDRESS, 'First virtual address of the page that holds “address”.'],
  physical: [ADDRESS, 'Physical address of the first byte that the op is on.'],
  frame: [ADDRESS, 'Physical address of the frame that the op is on.'],
  length: [COUNT, 'How many bytes the op changed.'],
  from: [ADDRESS, 'Physical address of the frame that was copied.'],
  table: [ADDRESS, 'Physical address of the page table in which an entry was written.'],
  level: [COUNT, 'Level of that table, 4 to 1.'],
  index: [COUNT, 'Index of the written entry in its table, 0 to 511.'],
  entry: [ENTRY, 'The page-table entry after the op.'],
  oldEntry: [ENTRY, 'The page-table entry before the op.'],
  target: [ADDRESS, 'Physical address that the written entry points to.'],
  present: [BOOLEAN, 'The written entry has PRESENT.'],
  writable: [BOOLEAN, 'The written entry has WRITABLE.'],
  noExecute: [BOOLEAN, 'The written entry has NO_EXECUTE.'],
  copied: [BOOLEAN, 'The written entry has COPIED.'],
  relocation: [COUNT, 'Index of the relocation in its table, from 0.'],
  offset: [ADDRESS, 'Offset field of the relocation: the address that it changes, as the file has it.'],
  addend: [ADDEND, 'Addend of the relocation.'],
  value: [ADDRESS, 'The 64-bit value that the relocation writes.'],
  symbol: [TEXT, 'Symbol that the relocation’s value points into, or that the kernel is entered at.'],
  place: [TEXT, 'Symbol that “address” lies in.'],
  failed: [BOOLEAN, 'The load failed with this op.'],
  failure: [TEXT, 'Upstream’s text of the failure, at the op that failed.'],
  label: [TEXT, 'The step in words, as the list of steps has it.'],
  change: [TEXT, 'The op in words.'],
} as const satisfies Record<string, readonly [ValueType, string]>;

export type StepField = keyof typeof FIELDS;

const FUNCTIONS: readonly FunctionInfo[] = [
  {
    name: 'has',
    parameters: [{ name: 'number', type: COUNT }],
    type: BOOLEAN,
    meaning: 'Whether the step has such a number at all.',
  },
  {
    name: 'flag',
    parameters: [{ name: 'flag', type: FLAG }],
    type: BOOLEAN,
    meaning: 'Whether the op wrote an entry with the flag.',
  },
  {
    name: 'gained',
    parameters: [{ name: 'flag', type: FLAG }],
    type: BOOLEAN,
    meaning: 'Whether the entry got the flag by this op.',
  },
  {
    name: 'lost',
    parameters: [{ name: 'flag', type: FLAG }],
    type: BOOLEAN,
    meaning: 'Whether the entry lost the flag by this op.',
  },
  SYMBOL_FUNCTION,
];

export const STEP_ENVIRONMENT: Environment = {
  fields: fieldInfos(FIELDS),
  functions: FUNCTIONS,
  sets: NAME_SETS,
  symbols: false,
};
