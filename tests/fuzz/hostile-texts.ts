/** What somebody could type, or a program send, who means no good: too long, too deep, too large, or no text at all. */

const DEEP = 4000;

/** Patterns of bytes. */
export const PATTERNS: readonly string[] = [
  '00',
  '??',
  '',
  'zz',
  '0',
  '00'.repeat(4096),
  '00'.repeat(8192),
  '?? '.repeat(5000),
  '7f 45 4c 46',
  '0? ?0 00',
  '?f'.repeat(4000),
];

export const TEXTS: readonly string[] = [
  'ELF',
  '',
  '\u202e',
  '\ufeff',
  'ß',
  'İ',
  '🦀',
  '\ud800',
  '\0',
  'a'.repeat(16_384),
];

export const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '-1',
  '0x7fffffffffffffff',
  `0x${'f'.repeat(17)}`,
  '1e400',
  '1e-320',
  'nan',
  'Infinity',
  '',
  ' 5 ',
  '1_000',
  '9'.repeat(16_000),
];

export const TOLERANCES: readonly string[] = [
  '',
  '0',
  '1',
  '-1',
  '1e308',
  'x',
  '0xffffffffffffffff',
  '9'.repeat(10_000),
];

/** Some that backtrack without end where a matcher does, or need as many states as they can have. */
export const REGEXES: readonly string[] = [
  'a',
  '',
  '.*',
  '(a+)+',
  '(a*)*b',
  '(x{1000}){1000}',
  '(((((((((a{50}){50}){50}){50})))))',
  '[^\\x00]{3}(\\x00|.*a)',
  '('.repeat(DEEP * 2),
  'a|'.repeat(DEEP * 2),
  '\\x',
  '[',
  '[z-a]',
  'a{5,2}',
  '(?=a)',
  '^a',
  '.{16000}',
  '[\\x00-\\xff]*\\xff',
  '(?:a?){500}a{500}',
  '🦀',
  '\ud800',
  '.{1,1000}.{1,1000}',
  '(.*)(.*)(.*)(.*)(.*)x',
  '\\x00*\\x01',
  '.{2000}\\x00.{2000}',
  '\\x00.{2048}\\x01|\\x01.{2048}\\x00',
  '.?'.repeat(2000) + 'a',
];

/** Names of structures, right and wrong. */
export const IDS: readonly string[] = [
  '',
  '\0',
  '/',
  '@',
  'x'.repeat(256),
  '__proto__',
  'constructor',
  'ph/1@file',
  'ph/99999999999@file',
  'sh/-1@file',
  'pt/NaN@physical',
];

export const GOTO_TEXTS: readonly string[] = [
  '',
  '~',
  '_start',
  '0x1000 + 8',
  '0xffffffffffffffff',
  `0x${'f'.repeat(4000)}`,
  '99999999999999999999%',
  'step 1e9',
  '#'.repeat(4096),
  '('.repeat(4096),
  'a'.repeat(4096),
  '\u202e',
];

export const FILTERS: readonly string[] = [
  '',
  'moment > 40',
  'label contains "0"',
  '('.repeat(DEEP),
  '!'.repeat(DEEP),
  '1+'.repeat(DEEP / 2),
  '1 == '.repeat(DEEP / 5) + '1',
];

export const WATCHES: readonly string[] = [
  'u64(0)',
  'u64(0xffffffffffffffff)',
  'bytes(0, 1024)',
  'string(0)',
  'entry(0, 4)',
  '('.repeat(4096),
  '-'.repeat(4096),
  'u8('.repeat(1000) + '0' + ')'.repeat(1000),
  'kind',
];
