/** What watches can ask of the state at a moment. */
import { NAME_SETS } from './name-sets';
import { STEP_ENVIRONMENT } from './step-environment';
import { SYMBOL_FUNCTION } from './shared-names';
import {
  ADDRESS,
  BYTES,
  COUNT,
  ENTRY,
  TEXT,
  type Environment,
  type FunctionInfo,
  type ParameterInfo,
  type ValueType,
} from './types';

/** Fields of the step of the moment that a watch can name too; other words are symbols of the kernel. */
const STEP_FIELDS: ReadonlySet<string> = new Set([
  'kind',
  'stage',
  'segment',
  'step',
  'op',
  'moment',
  'action',
  'address',
  'page',
  'frame',
  'relocation',
  'failed',
]);

const SIGNED: ValueType = { kind: 'number', signed: true, shown: 'decimal' };
const SPACE: ValueType = { kind: 'name', set: 'space' };

const ADDRESS_PARAMETER: ParameterInfo = { name: 'address', type: ADDRESS };
const SPACE_PARAMETER: ParameterInfo = { name: 'space', type: SPACE, optional: true };

/** `u8` to `u64` and `i8` to `i64`. */
const READS: readonly FunctionInfo[] = [8, 16, 32, 64].flatMap((bits) =>
  [
    { name: `u${bits}`, type: ADDRESS, words: '' },
    { name: `i${bits}`, type: SIGNED, words: ', below zero where its highest bit is set' },
  ].map(({ name, type, words }) => ({
    name,
    parameters: [ADDRESS_PARAMETER, SPACE_PARAMETER],
    type,
    meaning: `The little-endian number of ${bits} bits at an address${words}.`,
  })),
);

const FUNCTIONS: readonly FunctionInfo[] = [
  ...READS,
  {
    name: 'bytes',
    parameters: [ADDRESS_PARAMETER, { name: 'count', type: COUNT }, SPACE_PARAMETER],
    type: BYTES,
    meaning: 'Some bytes from an address on.',
  },
  {
    name: 'string',
    parameters: [ADDRESS_PARAMETER, { name: 'count', type: COUNT, optional: true }],
    type: TEXT,
    meaning: 'The UTF-8 text at an address, up to its NUL or so many bytes.',
  },
  {
    name: 'entry',
    parameters: [ADDRESS_PARAMETER, { name: 'level', type: COUNT }],
    type: ENTRY,
    meaning: 'The page-table entry of a level, 4 to 1, that covers a virtual address.',
  },
  {
    name: 'translate',
    parameters: [ADDRESS_PARAMETER],
    type: ADDRESS,
    meaning: 'The physical address behind a virtual one; absent where it is not mapped.',
  },
  {
    name: 'flags',
    parameters: [ADDRESS_PARAMETER],
    type: TEXT,
    meaning: 'The flags of the leaf entry of a virtual address, in words.',
  },
  SYMBOL_FUNCTION,
  {
    name: 'symbolAt',
    parameters: [ADDRESS_PARAMETER],
    type: TEXT,
    meaning: 'The symbol that a virtual address lies in, and how far.',
  },
];

export const WATCH_ENVIRONMENT: Environment = {
  fields: STEP_ENVIRONMENT.fields.filter(({ name }) => STEP_FIELDS.has(name)),
  functions: FUNCTIONS,
  sets: {
    ...NAME_SETS,
    space: {
      what: 'space',
      names: [
        {
          name: 'virtual',
          meaning: 'Addresses of the kernel, through the page table; so where none is given.',
        },
        { name: 'physical', meaning: 'Addresses of memory itself.' },
        { name: 'file', meaning: 'Offsets in the kernel file.' },
      ],
    },
  },
  symbols: true,
};
