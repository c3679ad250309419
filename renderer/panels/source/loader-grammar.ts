/** TypeScript as far as colours go. Monaco's own grammar does not tell calls from names. */
import type * as monaco from 'monaco-editor/editor';

/** Monaco's name of the language of the loader's source. */
export const LOADER_LANGUAGE = 'loadscope-typescript';

const KEYWORDS =
  'abstract as async await boolean bigint break case catch class const continue declare default delete do else enum export extends false finally for from function get if implements import in instanceof interface ' +
  'is keyof let never new null number of private protected public readonly return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown var void while yield';

export const loaderGrammar: monaco.languages.IMonarchLanguage = {
  keywords: KEYWORDS.split(' '),
  tokenizer: {
    root: [
      [/\/\/.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/#?[a-z_$][\w$]*(?=\s*\()/, { cases: { '@keywords': 'keyword', '@default': 'function' } }],
      [/#?[a-z_$][\w$]*/, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
      [/[A-Z][A-Z0-9_]+\b/, 'identifier'],
      [/[A-Z][\w$]*/, 'type'],
      [/0x[0-9a-fA-F_]+n?|\d[\d_]*(\.\d+)?n?/, 'number'],
      [/'([^'\\]|\\.)*'|"([^"\\]|\\.)*"/, 'string'],
      [/`/, 'string', '@template'],
    ],
    comment: [
      [/[^*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/\*/, 'comment'],
    ],
    template: [
      [/\$\{/, 'delimiter', '@substitution'],
      [/[^`$\\]+/, 'string'],
      [/\\./, 'string'],
      [/`/, 'string', '@pop'],
      [/\$/, 'string'],
    ],
    substitution: [[/\}/, 'delimiter', '@pop'], { include: 'root' }],
  },
};
