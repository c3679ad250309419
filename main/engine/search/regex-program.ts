import { FailureError } from '../../../shared/result';
import type { RegexNode } from './regex-syntax';

/** Most instructions of a program: what a step costs at worst. */
const MOST_INSTRUCTIONS = 8192;

/** What an instruction does. */
export const STEP = {
  /** Takes a byte of a set. */
  byte: 0,
  /** Goes two ways, the first one rather. */
  split: 1,
  match: 2,
} as const;

/** A regular expression as instructions: what of them can be next is the state of a match. */
export interface RegexProgram {
  readonly length: number;
  readonly start: number;
  readonly kind: Uint8Array;
  /** Where it goes on; of a split the way that is preferred. */
  readonly next: Int32Array;
  /** Of a split the other way, of a byte the number of its set. */
  readonly other: Int32Array;
  readonly sets: readonly Uint8Array[];
}

/**
 * Compiles a regular expression.
 *
 * @throws FailureError `search.regex` where it is too large
 */
export function compileRegex(node: RegexNode): RegexProgram {
  const program = new Program();
  const match = program.add(STEP.match, -1, -1);
  const start = program.addNode(node, match);
  return program.finished(start);
}

/** Written from the end to the start: each instruction knows where it goes on when it is added. */
class Program {
  private readonly kinds: number[] = [];
  private readonly nexts: number[] = [];
  private readonly others: number[] = [];
  private readonly sets: Uint8Array[] = [];
  private readonly setNumbers = new Map<string, number>();

  add(kind: number, next: number, other: number): number {
    if (this.kinds.length >= MOST_INSTRUCTIONS) {
      throw new FailureError(
        'search.regex',
        'The expression is too large: counts multiply what they repeat.',
        'Use smaller counts, or + and *.',
      );
    }
    this.nexts.push(next);
    this.others.push(other);
    return this.kinds.push(kind) - 1;
  }

  /** Adds what matches a node and then goes on at `next`; where that begins. */
  addNode(node: RegexNode, next: number): number {
    switch (node.type) {
      case 'set':
        return this.add(STEP.byte, next, this.setNumber(node.bytes));
      case 'sequence':
        return node.parts.reduceRight((behind, part) => this.addNode(part, behind), next);
      case 'choice':
        return node.parts
          .map((part) => this.addNode(part, next))
          .reduceRight((other, first) => this.add(STEP.split, first, other));
      case 'repeat':
        return this.addRepeat(node, next);
    }
  }

  finished(start: number): RegexProgram {
    return {
      length: this.kinds.length,
      start,
      kind: Uint8Array.from(this.kinds),
      next: Int32Array.from(this.nexts),
      other: Int32Array.from(this.others),
      sets: this.sets,
    };
  }

  private addRepeat(
    { part, least, most, lazy }: Extract<RegexNode, { type: 'repeat' }>,
    next: number,
  ): number {
    let at = next;
    if (most === Infinity) {
      const loop = this.addSplit(-1, next, lazy);
      const body = this.addNode(part, loop);
      this.setWay(loop, body, lazy);
      at = loop;
    } else {
      // Every further one may be left out together with those behind it.
      for (let i = least; i < most; i++) at = this.addSplit(this.addNode(part, at), next, lazy);
    }
    for (let i = 0; i < least; i++) at = this.addNode(part, at);
    return at;
  }

  /** Into the body or past it: what is preferred depends on laziness. */
  private addSplit(body: number, past: number, lazy: boolean): number {
    return lazy ? this.add(STEP.split, past, body) : this.add(STEP.split, body, past);
  }

  private setWay(split: number, body: number, lazy: boolean): void {
    if (lazy) this.others[split] = body;
    else this.nexts[split] = body;
  }

  private setNumber(bytes: Uint8Array): number {
    const key = bytes.join('');
    let number = this.setNumbers.get(key);
    if (number === undefined) {
      number = this.sets.push(bytes) - 1;
      this.setNumbers.set(key, number);
    }
    return number;
  }
}
