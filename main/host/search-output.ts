import type { SearchMatch, SearchOutcome } from '../engine/session/search-memory';
import type { SearchParams } from './engine-protocol';

/** What was searched for, with the moment that it was searched at. */
export type SearchSubject = Pick<SearchParams, 'pattern' | 'space'> & { readonly moment: number };

/** How the command line prints a search: matches as they are found, then how it ended. */
export interface SearchOutput {
  matches(found: readonly SearchMatch[]): void;
  end(outcome: SearchOutcome): void;
}

/** One line for each match: address, physical address where that is another one, whose memory it is. */
export function searchText({ space, moment }: SearchSubject, write: (text: string) => void): SearchOutput {
  const line = ({ address, phys, owner }: SearchMatch): string =>
    space === 'virtual' ? `${address}  ${phys}  ${owner}\n` : `${address}  ${owner}\n`;
  return {
    matches: (found) => write(found.map(line).join('')),
    end: ({ matches, complete, bytes }) => {
      const where = `in ${bytes} bytes of ${space} memory at moment ${moment}`;
      const number = matches === 0 ? 'No match' : matches === 1 ? '1 match' : `${matches} matches`;
      write(
        complete ? `${number} ${where}.\n` : `The first ${matches} matches; there are more (see --limit).\n`,
      );
    },
  };
}

/** One JSON object, a match a line; nothing before the first word from the search, which may be a failure. */
export function searchJson(subject: SearchSubject, write: (text: string) => void): SearchOutput {
  const { pattern, space, moment } = subject;
  let opening = `${JSON.stringify({ pattern, space, moment }, null, 2).slice(0, -2)},\n  "matches": [`;
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
