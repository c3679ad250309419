import { FailureError } from '../../../shared/result';

/** A regular expression over bytes, taken apart. */
export type RegexNode =
  /** One byte of a set: 1 where the byte is in it. */
  | { readonly type: 'set'; readonly bytes: Uint8Array }
  | { readonly type: 'sequence'; readonly parts: readonly RegexNode[] }
  /** The first one that fits is taken. */
  | { readonly type: 'choice'; readonly parts: readonly RegexNode[] }
  /** As often as goes, or as rarely: `lazy`. `most` may be infinite. */
  | {
      readonly type: 'repeat';
      readonly part: RegexNode;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

const UTF8 = new TextEncoder();

/** Most repetitions that a count may ask for. */
const MOST_REPEATS = 4096;
/** Groups inside groups. */
const MOST_DEPTH = 200;

const ESCAPED_BYTES: Readonly<Record<string, number>> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  f: 0x0c,
  v: 0x0b,
  a: 0x07,
  e: 0x1b,
  '0': 0x00,
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isWord = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

const ESCAPED_SETS: Readonly<Record<string, (byte: number) => boolean>> = {
  d: isDigit,
  D: (byte) => !isDigit(byte),
  w: isWord,
  W: (byte) => !isWord(byte),
  s: isSpace,
  S: (byte) => !isSpace(byte),
};

/**
 * Reads a regular expression over bytes. A character stands for its byte in Latin-1, `\\xNN` for any byte, `.` for every
 * byte, line ends too; classes, groups, `|`, `*`, `+`, `?`, `{n,m}` and their lazy forms are as usual.
 *
 * @throws FailureError `search.regex` with the place of what is wrong
 */
export function parseRegex(source: string, ignoreCase: boolean): RegexNode {
  return new Reader(source, ignoreCase).whole();
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly ignoreCase: boolean,
  ) {}

  whole(): RegexNode {
    if (this.source === '') throw refused('The expression is empty.');
    const node = this.choice();
    if (this.at < this.source.length) throw this.wrong('This ) closes no group.', this.at);
    return node;
  }

  private choice(): RegexNode {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? (parts[0] as RegexNode) : { type: 'choice', parts };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.source.charAt(this.at)))
      parts.push(this.repeated());
    return parts.length === 1 ? (parts[0] as RegexNode) : { type: 'sequence', parts };
  }

  private repeated(): RegexNode {
    let node = this.single();
    for (;;) {
      const start = this.at;
      const bounds = this.bounds();
      if (bounds === null) return node;
      if (node.type === 'repeat' && start === this.repeatEnd) {
        throw this.wrong('What stands before this is repeated already.', start);
      }
      node = { type: 'repeat', part: node, ...bounds, lazy: this.take('?') };
      if (this.source.charAt(this.at) === '+') {
        throw this.wrong('Possessive repetitions are not known here.', this.at);
      }
      this.repeatEnd = this.at;
    }
  }

  /** Behind the last repetition: nothing may repeat it once more. */
  private repeatEnd = -1;

  /** How often what stood before is repeated; `null` where it is not. */
  private bounds(): { least: number; most: number } | null {
    if (this.take('*')) return { least: 0, most: Infinity };
    if (this.take('+')) return { least: 1, most: Infinity };
    if (this.take('?')) return { least: 0, most: 1 };
    const counts = /^\{(\d+)(,(\d*))?\}/.exec(this.source.slice(this.at, this.at + 32));
    if (counts === null) {
      if (this.source.charAt(this.at) === '{') {
        throw this.wrong('A { begins a count such as {2} or {1,4}; \\{ stands for the byte.', this.at);
      }
      return null;
    }
    const least = Number(counts[1]);
    const most = counts[2] === undefined ? least : counts[3] === '' ? Infinity : Number(counts[3]);
    if (least > most) throw this.wrong(`The count ${counts[0]} has its ends the wrong way round.`, this.at);
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS)) {
      throw this.wrong(`A count is at most ${MOST_REPEATS}.`, this.at);
    }
    this.at += counts[0].length;
    return { least, most };
  }

  private single(): RegexNode {
    const start = this.at;
    const character = this.source.charAt(this.at++);
    switch (character) {
      case '(':
        return this.group(start);
      case '[':
        return this.setOf(this.classBytes(start));
      case '.':
        return this.setOf(() => true);
      case '\\':
        return this.escape(start);
      case '*':
      case '+':
      case '?':
      case '{':
        throw this.wrong(`There is nothing before this ${character} that it could repeat.`, start);
      case '^':
      case '$':
        throw this.wrong(
          `Memory has no lines for ${character} to stand at.`,
          start,
          `Leave it out, or write \\${character} for the byte.`,
        );
      default:
        return this.setOf(this.equals(this.byteOf(character, start)));
    }
  }

  private group(start: number): RegexNode {
    if (this.source.charAt(this.at) === '?' && !this.source.startsWith('?:', this.at)) {
      throw this.wrong('Of groups with a ? only (?: ) is known here.', start);
    }
    if (this.source.startsWith('?:', this.at)) this.at += 2;
    if (++this.depth > MOST_DEPTH) throw this.wrong('The groups are nested too deep.', start);
    const node = this.choice();
    this.depth--;
    if (!this.take(')')) throw this.wrong('This ( is never closed.', start);
    // A group of its own: what repeats it repeats all of it.
    return node.type === 'repeat' ? { type: 'sequence', parts: [node] } : node;
  }

  /** What `\` and the character behind it stand for. */
  private escape(start: number): RegexNode {
    const set = ESCAPED_SETS[this.source.charAt(this.at)];
    if (set !== undefined) {
      this.at++;
      return this.setOf(set);
    }
    return this.setOf(this.equals(this.escapedByte(start)));
  }

  private escapedByte(start: number): number {
    const character = this.source.charAt(this.at++);
    if (character === 'x') {
      const digits = /^[0-9a-f]{2}/i.exec(this.source.slice(this.at, this.at + 2));
      if (digits === null) throw this.wrong('\\x needs two hexadecimal digits.', start);
      this.at += 2;
      return Number.parseInt(digits[0], 16);
    }
    const known = ESCAPED_BYTES[character];
    if (known !== undefined) return known;
    if (character === '') throw this.wrong('The expression ends behind this \\.', start);
    if (/[0-9a-z]/i.test(character)) throw this.wrong(`\\${character} is not known here.`, start);
    return this.byteOf(character, start);
  }

  /** What a class in brackets holds; the first bracket is read. */
  private classBytes(start: number): (byte: number) => boolean {
    const negated = this.take('^');
    const parts: ((byte: number) => boolean)[] = [];
    let isFirst = true;
    for (; this.source.charAt(this.at) !== ']' || isFirst; isFirst = false) {
      if (this.at >= this.source.length) throw this.wrong('This [ is never closed.', start);
      parts.push(this.classPart());
    }
    this.at++;
    const has = (byte: number): boolean => parts.some((part) => part(byte));
    const folded = this.ignoreCase ? (byte: number): boolean => has(byte) || has(otherCase(byte)) : has;
    return negated ? (byte) => !folded(byte) : folded;
  }

  private classPart(): (byte: number) => boolean {
    const start = this.at;
    const first = this.classByte();
    if (typeof first === 'function') return first;
    if (this.source.charAt(this.at) !== '-' || /^-(?:\]|$)/.test(this.source.slice(this.at, this.at + 2))) {
      return (byte) => byte === first;
    }
    this.at++;
    const last = this.classByte();
    if (typeof last === 'function') throw this.wrong('A range ends with one byte, not with a set.', start);
    if (last < first) throw this.wrong('This range has its ends the wrong way round.', start);
    return (byte) => byte >= first && byte <= last;
  }

  private classByte(): number | ((byte: number) => boolean) {
    const start = this.at;
    const character = this.source.charAt(this.at++);
    if (character !== '\\') return this.byteOf(character, start);
    const set = ESCAPED_SETS[this.source.charAt(this.at)];
    if (set === undefined)
      return this.source.charAt(this.at) === 'b' ? this.backspace() : this.escapedByte(start);
    this.at++;
    return set;
  }

  private backspace(): number {
    this.at++;
    return 0x08;
  }

  private equals(wanted: number): (byte: number) => boolean {
    return this.ignoreCase
      ? (byte) => byte === wanted || otherCase(byte) === wanted
      : (byte) => byte === wanted;
  }

  private setOf(has: (byte: number) => boolean): RegexNode {
    return { type: 'set', bytes: Uint8Array.from({ length: 256 }, (_, byte) => (has(byte) ? 1 : 0)) };
  }

  private byteOf(character: string, at: number): number {
    const code = character.charCodeAt(0);
    if (code <= 0xff) return code;
    const whole = String.fromCodePoint(this.source.codePointAt(at) ?? code);
    const bytes = Array.from(UTF8.encode(whole), (byte) => `\\x${byte.toString(16)}`);
    throw this.wrong(
      `“${whole}” is no single byte.`,
      at,
      `Write its bytes in the encoding that is meant; in UTF-8 they are ${bytes.join('')}.`,
    );
  }

  private take(character: string): boolean {
    if (this.source.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  private wrong(message: string, at: number, advice?: string): FailureError {
    return refused(`${message} It is character ${at + 1}.`, advice);
  }
}

/** The other case of an ASCII letter, else the byte itself. */
function otherCase(byte: number): number {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? byte ^ 0x20 : byte;
}

function refused(
  message: string,
  advice = 'Mend the expression: \\ makes any sign stand for its byte.',
): FailureError {
  return new FailureError('search.regex', message, advice);
}
