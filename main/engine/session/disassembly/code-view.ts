import { addressAt, hex, isCanonical, PAGE_COUNT, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { CodeRow } from '../../../../shared/kernel-types';
import { bytesWords } from '../structures/words';
import type { CodeFacts } from './code-facts';
import { CodeLines, MOST_INSTRUCTION_BYTES, type CodeLine } from './code-lines';
import type { CodePage, CodePages } from './code-pages';
import { codeTokens, operandWords } from './code-tokens';
import type { Disassembler, Flow, Instruction } from './disassembler';
import { instructionWords } from './instruction-words';

const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;

const FLOWS: Readonly<Record<Flow, CodeRow['flow']>> = {
  next: 'next',
  jump: 'jump',
  indirectJump: 'jump',
  conditionalJump: 'conditional',
  transaction: 'conditional',
  call: 'call',
  indirectCall: 'call',
  return: 'return',
  interrupt: 'next',
  exception: 'stop',
};

/** Lines as text. */
interface CodeText {
  readonly text: string;
  readonly lines: number;
  /** Where the lines behind them begin; `null` for none. */
  readonly next: number | null;
}

/** The code of an address space at a moment, line by line. */
export class CodeView {
  private readonly lines: CodeLines;

  constructor(
    private readonly pages: CodePages,
    private readonly facts: CodeFacts,
    private readonly disassembler: Disassembler,
  ) {
    this.lines = new CodeLines(pages, facts, disassembler);
  }

  /**
   * `before` lines above a position and `after` from it on; from the start of the hole where it lies in one.
   *
   * @param whole from the start of the line that it lies in, too
   */
  rows(position: number, before: number, after: number, whole = false): CodeRow[] {
    const at = Math.min(position, SPACE_BYTES - 1);
    const start = (whole ? this.lines.at(at) : (this.lines.from(at)[0] as CodeLine)).start;
    const rows: CodeRow[] = [];
    for (let at = start; rows.length < before && at > 0;) {
      const line = this.lines.before(at);
      rows.push(this.row(line));
      at = line.start;
    }
    rows.reverse();
    for (const line of this.down(start, after)) rows.push(this.row(line));
    return rows;
  }

  /** Lines from the start of one on. */
  private *down(start: number, most: number): Generator<CodeLine> {
    let count = 0;
    for (let at = start; at < SPACE_BYTES;) {
      for (const line of this.lines.from(at)) {
        if (count++ >= most) return;
        yield line;
        at = line.start + line.length;
      }
    }
  }

  /** The lines that begin in a range, as text, and where it goes on behind `most` of them. */
  text(first: number, length: number, most: number): CodeText {
    const texts: string[] = [];
    const end = Math.min(first + length, SPACE_BYTES);
    let next: number | null = null;
    for (const line of this.down(first, most + 1)) {
      if (line.start >= end) break;
      const row = texts.length < most ? this.row(line) : null;
      // A label stays with its line, unless there is no room for two.
      const room = most - texts.length - (row?.label === '' ? 1 : 2);
      if (row === null || (room < 0 && texts.length > 0)) {
        next = line.start;
        break;
      }
      if (row.label !== '' && room >= 0) texts.push(`${row.label}:`);
      texts.push(lineText(row));
    }
    return { text: texts.join('\n'), lines: texts.length, next };
  }

  private row(line: CodeLine): CodeRow {
    const { start, length, kind } = line;
    const address = addressAt('virtual', start);
    const about: CodeRow = {
      position: start,
      address: hex(address),
      kind: kind === 'part' ? 'bad' : kind,
      length,
      bytes: NO_BYTES,
      label: '',
      tokens: [],
      comment: '',
      target: null,
      flow: 'next',
      relocation: null,
      isEntry: false,
      forbidden: '',
    };
    const page = this.pages.page(Math.floor(start / PAGE_SIZE));
    if (kind === 'gap' || page === null) {
      return { ...about, isEntry: this.holdsEntry(line), comment: this.facts.hole };
    }
    const bytes = this.bytesAt(start, kind === 'instruction' ? MOST_INSTRUCTION_BYTES : length);
    const placed: CodeRow = {
      ...about,
      bytes: bytes.slice(0, length),
      label: this.facts.labelAt(address),
      relocation: this.relocationIn(start, length),
      isEntry: address === this.facts.entry,
      forbidden: page.forbidden,
    };
    const found = kind === 'instruction' ? this.disassembler.decode(bytes, address) : null;
    if (found === null) return { ...placed, comment: kind === 'part' ? this.partWords(line) : BAD };
    return this.instructionRow(placed, found);
  }

  private instructionRow(row: CodeRow, found: Instruction): CodeRow {
    const symbolAt = (address: bigint): string => this.facts.symbolAt(address);
    const isMapped = (address: bigint): boolean => this.pages.page(pageOfVirt(address)) !== null;
    const tokens = codeTokens(found, { symbolAt, isMapped, relocated: this.relocatedValue(row) });
    const parts = [instructionWords(found), operandWords(tokens, symbolAt)];
    const { target } = found;
    return {
      ...row,
      tokens,
      comment: parts.filter((part) => part !== '').join('; '),
      target: target !== null && isCanonical(target) ? Number(BigInt.asUintN(48, target)) : null,
      flow: FLOWS[found.flow],
    };
  }

  /** Whether the kernel is entered in a hole. */
  private holdsEntry({ start, length }: CodeLine): boolean {
    const { entry } = this.facts;
    const position = entry === null ? -1 : Number(BigInt.asUintN(48, entry));
    return position >= start && position < start + length;
  }

  /** Why the bytes before a line stand alone. */
  private partWords({ length }: CodeLine): string {
    return `${bytesWords(length)} of an instruction that the line beside it breaks`;
  }

  /** Bytes from a position on, up to a hole. */
  private bytesAt(position: number, length: number): Uint8Array {
    const page = Math.floor(position / PAGE_SIZE);
    const offset = position % PAGE_SIZE;
    const all = (this.pages.page(page) as CodePage).bytes;
    const here = all.subarray(offset, offset + length);
    if (here.length === length || all.length < PAGE_SIZE) return here;
    const next = this.pages.page(page + 1);
    if (next === null) return here;
    const rest = next.bytes.subarray(0, length - here.length);
    const bytes = new Uint8Array(here.length + rest.length);
    bytes.set(here);
    bytes.set(rest, here.length);
    return bytes;
  }

  /** The first relocation that wrote bytes of a line. */
  private relocationIn(start: number, length: number): CodeRow['relocation'] {
    let first = -1;
    let op = 0;
    let end = 0;
    for (let i = 0; i < length; i++) {
      const page = this.pages.page(Math.floor((start + i) / PAGE_SIZE));
      const by = page?.relocated?.[(start + i) % PAGE_SIZE] ?? 0;
      const isSame = by !== 0 && (op === 0 || this.facts.relocationOf(by) === this.facts.relocationOf(op));
      if (isSame) {
        if (op === 0) first = i;
        op = by;
        end = i + 1;
      } else if (op !== 0) break;
    }
    if (op === 0) return null;
    return { index: this.facts.relocationOf(op), offset: first, length: end - first };
  }

  /** The number that a relocation wrote, if all of it stands in the line. */
  private relocatedValue({ relocation, bytes }: CodeRow): bigint | null {
    if (relocation?.length !== 8) return null;
    return new DataView(bytes.buffer, bytes.byteOffset + relocation.offset, 8).getBigUint64(0, true);
  }
}

const NO_BYTES = new Uint8Array(0);
const BAD = 'no instruction begins here';
/** Where the text and the comment of a line begin, for copying. */
const BYTES_WIDTH = 32;
const TEXT_WIDTH = 44;

/** Address, bytes, text and comment. */
function lineText({ address, bytes, tokens, comment, kind, length }: CodeRow): string {
  const code = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = kind === 'bad' ? '(bad)' : tokens.map((token) => token.text).join('');
  const line = `${address}:  ${code.padEnd(BYTES_WIDTH)}${text}`;
  if (kind === 'gap') return `${address}:  … ${comment}: ${bytesWords(length)}`;
  return comment === ''
    ? line.trimEnd()
    : `${line.padEnd(address.length + 3 + BYTES_WIDTH + TEXT_WIDTH)}; ${comment}`;
}
