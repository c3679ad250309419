import { addressAt, hex, isCanonical, PAGE_COUNT, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { CodeRow } from '../../../../shared/kernel-types';
import type { KernelFile } from '../kernel/kernel-file';
import { bytesWords } from '../structures/words';
import { CodeAnchors } from './code-anchors';
import { CodeLines, MOST_INSTRUCTION_BYTES, type CodeLine } from './code-lines';
import { codeTokens, operandWords } from './code-tokens';
import type { Disassembler, Flow, Instruction } from './disassembler';
import { instructionWords } from './instruction-words';
import { MappedPages, type CodePage } from './mapped-pages';

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

/** The code of a kernel at a moment, line by line. */
export class CodeView {
  private readonly pages: MappedPages;
  private readonly lines: CodeLines;

  constructor(
    private readonly kernel: KernelFile,
    private readonly disassembler: Disassembler,
    readonly moment: number,
  ) {
    this.pages = new MappedPages(kernel.view, moment);
    this.lines = new CodeLines(this.pages, new CodeAnchors(kernel), disassembler);
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

  /** The lines that begin in a range, as text. */
  text(first: number, length: number, most: number): string {
    const texts: string[] = [];
    const end = Math.min(first + length, SPACE_BYTES);
    for (const line of this.down(first, most)) {
      if (line.start >= end || texts.length >= most) break;
      const row = this.row(line);
      if (row.label !== '') texts.push(`${row.label}:`);
      texts.push(lineText(row));
    }
    return texts.slice(0, most).join('\n');
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
      return { ...about, isEntry: this.holdsEntry(line), comment: `not mapped: ${bytesWords(length)}` };
    }
    const bytes = this.bytesAt(start, kind === 'instruction' ? MOST_INSTRUCTION_BYTES : length);
    const placed: CodeRow = {
      ...about,
      bytes: bytes.slice(0, length),
      label: this.labelAt(address),
      relocation: this.relocationIn(start, length),
      isEntry: address === this.kernel.entry,
      forbidden: page.forbidden,
    };
    const found = kind === 'instruction' ? this.disassembler.decode(bytes, address) : null;
    if (found === null) return { ...placed, comment: kind === 'part' ? this.partWords(line) : BAD };
    return this.instructionRow(placed, found);
  }

  private instructionRow(row: CodeRow, found: Instruction): CodeRow {
    const symbolAt = (address: bigint): string => this.kernel.symbolAt(address);
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
    const { entry } = this.kernel;
    const position = entry === null ? -1 : Number(BigInt.asUintN(48, entry));
    return position >= start && position < start + length;
  }

  /** Why the bytes before a line stand alone. */
  private partWords({ length }: CodeLine): string {
    return `${bytesWords(length)} of an instruction that the line beside it breaks`;
  }

  private labelAt(address: bigint): string {
    const found = this.kernel.symbolOf(address);
    return found?.address === address ? this.kernel.names.shown(found.id) : '';
  }

  /** Bytes from a position on, up to a hole. */
  private bytesAt(position: number, length: number): Uint8Array {
    const page = Math.floor(position / PAGE_SIZE);
    const offset = position % PAGE_SIZE;
    const here = (this.pages.page(page) as CodePage).bytes.subarray(offset, offset + length);
    if (here.length === length) return here;
    const next = this.pages.page(page + 1);
    if (next === null) return here;
    const bytes = new Uint8Array(length);
    bytes.set(here);
    bytes.set(next.bytes.subarray(0, length - here.length), here.length);
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
      const isSame = by !== 0 && (op === 0 || this.stepOf(by) === this.stepOf(op));
      if (isSame) {
        if (op === 0) first = i;
        op = by;
        end = i + 1;
      } else if (op !== 0) break;
    }
    if (op === 0) return null;
    const { subject } = this.kernel.view.trace.spans;
    return { index: subject[this.stepOf(op)] as number, offset: first, length: end - first };
  }

  /** The span of the step that an op, counted from 1, lies in. */
  private stepOf(op: number): number {
    return this.kernel.view.trace.ops.span[op - 1] as number;
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
function lineText({ address, bytes, tokens, comment, kind }: CodeRow): string {
  const code = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const text = kind === 'bad' ? '(bad)' : tokens.map((token) => token.text).join('');
  const line = `${address}:  ${code.padEnd(BYTES_WIDTH)}${text}`;
  if (kind === 'gap') return `${address}:  … ${comment}`;
  return comment === ''
    ? line.trimEnd()
    : `${line.padEnd(address.length + 3 + BYTES_WIDTH + TEXT_WIDTH)}; ${comment}`;
}
