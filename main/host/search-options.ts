import { TEXT_ENCODINGS, type SearchWhat } from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import { parseAddress } from '../../shared/address';
import type { MemorySpace } from '../../shared/view-types';
import { checkedQuery } from '../engine/session/search-memory';
import { choice, usage, wholeNumber } from './command-options';
import type { SearchParams } from './engine-protocol';

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
const KINDS = ['unsigned', 'signed', 'float'] as const;
const WIDTHS = ['1', '2', '4', '8'] as const;
const DEFAULT_LIMIT = 1000;
const DEFAULT_WIDTH = '4';

/** The options of `search`, as `parseArgs` takes them. */
export const SEARCH_OPTIONS = {
  text: { type: 'boolean' },
  number: { type: 'boolean' },
  regex: { type: 'boolean' },
  encoding: { type: 'string' },
  'ignore-case': { type: 'boolean' },
  kind: { type: 'string' },
  width: { type: 'string' },
  'big-endian': { type: 'boolean' },
  tolerance: { type: 'string' },
  space: { type: 'string' },
  range: { type: 'string' },
  mapped: { type: 'boolean' },
  colour: { type: 'string', multiple: true },
  moment: { type: 'string' },
  align: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Text = string | undefined;
type Flag = boolean | undefined;

/** What was given for them. */
export interface SearchValues {
  readonly text?: Flag;
  readonly number?: Flag;
  readonly regex?: Flag;
  readonly encoding?: Text;
  readonly 'ignore-case'?: Flag;
  readonly kind?: Text;
  readonly width?: Text;
  readonly 'big-endian'?: Flag;
  readonly tolerance?: Text;
  readonly space?: Text;
  readonly range?: Text;
  readonly mapped?: Flag;
  readonly colour?: readonly string[] | undefined;
  readonly moment?: Text;
  readonly align?: Text;
  readonly limit?: Text;
}

/**
 * The search that a command line asks for; all that is wrong with it is said here, before a long load.
 *
 * @param words what is looked for, as arguments
 * @throws FailureError `cli.usage`, `search.…`
 */
export function searchParams(values: SearchValues, words: readonly string[]): SearchParams {
  const params: SearchParams = {
    what: whatOf(values, words.join(' ')),
    space: choice('space', values.space, SPACES) ?? 'physical',
    moment: wholeNumber('moment', values.moment) ?? null,
    range: values.range === undefined ? null : rangeOf(values.range),
    onlyMapped: values.mapped === true,
    colours: (values.colour ?? []).map((name) => choice('colour', name, PROVENANCE_NAMES) ?? 'free'),
    align: wholeNumber('align', values.align) ?? 1,
    limit: wholeNumber('limit', values.limit) ?? DEFAULT_LIMIT,
  };
  checkedQuery(params, () => -1);
  return params;
}

/** Options that go with one way to look for something only. */
const OWN_OPTIONS: readonly (readonly [keyof SearchValues, readonly SearchWhat['type'][]])[] = [
  ['encoding', ['text']],
  ['ignore-case', ['text', 'regex']],
  ['kind', ['number']],
  ['width', ['number']],
  ['big-endian', ['number']],
  ['tolerance', ['number']],
];

function whatOf(values: SearchValues, words: string): SearchWhat {
  const asked = (['text', 'number', 'regex'] as const).filter((type) => values[type] === true);
  if (asked.length > 1) throw usage(`--${asked.join(' and --')} exclude each other.`);
  const type = asked[0] ?? 'bytes';
  for (const [option, types] of OWN_OPTIONS) {
    if (values[option] !== undefined && !types.includes(type)) {
      throw usage(`--${option} goes with --${types.join(' or --')}.`);
    }
  }
  const ignoreCase = values['ignore-case'] === true;
  switch (type) {
    case 'bytes':
      return { type, pattern: words };
    case 'text':
      return {
        type,
        text: words,
        encoding: choice('encoding', values.encoding, TEXT_ENCODINGS) ?? 'utf-8',
        ignoreCase,
      };
    case 'regex':
      return { type, source: words, ignoreCase };
    case 'number':
      return {
        type,
        value: words,
        kind: choice('kind', values.kind, KINDS) ?? 'unsigned',
        width: Number(choice('width', values.width, WIDTHS) ?? DEFAULT_WIDTH) as 1 | 2 | 4 | 8,
        bigEndian: values['big-endian'] === true,
        tolerance: values.tolerance ?? '',
      };
  }
}

/** `FIRST-LAST`, both addresses of the space, the last byte included. */
function rangeOf(text: string): { first: number; length: number } {
  const [first, last, more] = text.split('-').map((part) => parseAddress(part));
  if (typeof first !== 'bigint' || typeof last !== 'bigint' || more !== undefined || last < first) {
    throw usage(`--range takes two addresses such as 0x1000-0x1fff, not "${text}".`);
  }
  const start = Number(BigInt.asUintN(48, first));
  const end = Number(BigInt.asUintN(48, last));
  if (end < start) throw usage(`--range takes two addresses of the same half, not "${text}".`);
  return { first: start, length: end - start + 1 };
}
