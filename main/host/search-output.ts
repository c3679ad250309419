import type { SearchWhat } from '../../shared/memory-types';
import type { SearchMatch, SearchOutcome } from '../engine/session/search-memory';
import type { SearchParams } from './engine-protocol';

/** What was searched for, with the moment that it was searched at. */
export type SearchSubject = Pick<SearchParams, 'what' | 'space'> & { readonly moment: number };

/** How the command line prints a search: matches as they are found, then how it ended. */
export interface SearchOutput {
  matches(found: readonly SearchMatch[]): void;
  end(outcome: SearchOutcome): void;
}

/** One line for each match: address, length where matches differ in it, physical address where that is another one, owner. */
export function searchText({ space, moment }: SearchSubject, write: (text: string) => void): SearchOutput {
  const line = ({ address, phys, owner, length }: SearchMatch): string => {
    const size = length === undefined ? [] : [`${length} ${length === 1 ? 'byte' : 'bytes'}`];
    const frame = space === 'physical' || phys === null ? [] : [phys];
    return `${[address, ...size, ...frame, owner].join('  ')}\n`;
  };
  const memory = space === 'file' ? 'the file' : `${space} memory`;
  return {
    matches: (found) => write(found.map(line).join('')),
    end: ({ matches, complete, bytes }) => {
      const where = `in ${bytes} bytes of ${memory} at moment ${moment}`;
      const number = matches === 0 ? 'No match' : matches === 1 ? '1 match' : `${matches} matches`;
      write(
        complete ? `${number} ${where}.\n` : `The first ${matches} matches; there are more (see --limit).\n`,
      );
    },
  };
}

/** One JSON object, a match a line; nothing before the first word from the search, which may be a failure. */
export function searchJson(subject: SearchSubject, write: (text: string) => void): SearchOutput {
  const { what, space, moment } = subject;
  const asked = { ...askedFor(what), space, moment };
  let opening = `${JSON.stringify(asked, null, 2).slice(0, -2)},\n  "matches": [`;
  let separator = '\n    ';
  const begin = (): void => {
    write(opening);
    opening = '';
  };
  return {
    matches: (found) => {
      begin();
      for (const match of found) {
        write(`${separator}${JSON.stringify(match)}`);
        separator = ',\n    ';
      }
    },
    end: ({ matches, complete, bytes }) => {
      begin();
      write(`${matches > 0 ? '\n  ' : ''}],\n  "complete": ${complete},\n  "bytes": ${bytes}\n}\n`);
    },
  };
}

/** What was looked for, as the command line names it. */
function askedFor(what: SearchWhat): Readonly<Record<string, unknown>> {
  switch (what.type) {
    case 'bytes':
      return { pattern: what.pattern };
    case 'text':
      return { text: what.text, encoding: what.encoding, ignoreCase: what.ignoreCase };
    case 'regex':
      return { regex: what.source, ignoreCase: what.ignoreCase };
    case 'number': {
      const { value, kind, width, bigEndian, tolerance } = what;
      return { number: value, kind, width, bigEndian, tolerance };
    }
  }
}
