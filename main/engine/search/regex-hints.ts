import type { BytePattern } from './pattern';
import { STEP, type RegexProgram } from './regex-program';
import type { RegexNode } from './regex-syntax';

/** First bytes of matches that are worth looking at. */
const MOST_FIRST_BYTES = 8;

/**
 * What all matches begin with: for each of the first bytes the bits that they all have in common there. `null` where
 * that tells no place from any other.
 */
export function commonStart(program: RegexProgram): BytePattern | null {
  const values: number[] = [];
  const masks: number[] = [];
  let reached = closure(program, [program.start]);
  while (values.length < MOST_FIRST_BYTES && reached.every((at) => program.kind[at] === STEP.byte)) {
    let ones = 0xff;
    let zeros = 0xff;
    for (const at of reached) {
      const set = program.sets[program.other[at] as number] as Uint8Array;
      set.forEach((has, byte) => {
        if (has === 0) return;
        ones &= byte;
        zeros &= ~byte;
      });
    }
    values.push(ones);
    masks.push((ones | zeros) & 0xff);
    reached = closure(
      program,
      reached.map((at) => program.next[at] as number),
    );
  }
  // Bytes at the end that may be anything say nothing.
  while (masks.length > 0 && masks[masks.length - 1] === 0) {
    masks.pop();
    values.pop();
  }
  if (masks.length === 0) return null;
  return { length: masks.length, values: Uint8Array.from(values), masks: Uint8Array.from(masks) };
}

/** Instructions that are reached from some without a byte; each once. */
function closure(program: RegexProgram, from: readonly number[]): number[] {
  const seen = new Set<number>();
  const found: number[] = [];
  const stack = [...from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (program.kind[at] === STEP.split) stack.push(program.next[at] as number, program.other[at] as number);
    else found.push(at);
  }
  return found;
}

/** Bytes that stand in every match, and how many bytes of it come before them: `most` may be infinite. */
export interface Needle {
  readonly bytes: Uint8Array;
  readonly least: number;
  readonly most: number;
}

/** The longest run of fixed bytes that every match holds behind its start; `null` where there is none. */
export function neededBytes(node: RegexNode): Needle | null {
  let best: Needle | null = null;
  let run: number[] = [];
  let [least, most] = [0, 0];
  let [runLeast, runMost] = [0, 0];
  const close = (): void => {
    if (run.length > (best?.bytes.length ?? 0)) {
      best = { bytes: Uint8Array.from(run), least: runLeast, most: runMost };
    }
    run = [];
  };
  for (const part of partsOf(node)) {
    const byte = part.type === 'set' ? onlyByte(part.bytes) : null;
    if (byte === null) close();
    else {
      if (run.length === 0) [runLeast, runMost] = [least, most];
      run.push(byte);
    }
    const size = sizeOf(part);
    least += size.least;
    most += size.most;
  }
  close();
  return best;
}

/** The parts of which each stands in every match, in order. */
function partsOf(node: RegexNode): RegexNode[] {
  return node.type === 'sequence' ? node.parts.flatMap(partsOf) : [node];
}

/** The one byte of a set; `null` where it has none or several. */
function onlyByte(set: Uint8Array): number | null {
  const first = set.indexOf(1);
  return first >= 0 && first === set.lastIndexOf(1) ? first : null;
}

/** Fewest and most bytes that a node matches. */
export function sizeOf(node: RegexNode): { readonly least: number; readonly most: number } {
  switch (node.type) {
    case 'set':
      return { least: 1, most: 1 };
    case 'sequence': {
      const sizes = node.parts.map(sizeOf);
      return {
        least: sizes.reduce((sum, size) => sum + size.least, 0),
        most: sizes.reduce((sum, size) => sum + size.most, 0),
      };
    }
    case 'choice': {
      const sizes = node.parts.map(sizeOf);
      return {
        least: sizes.reduce((least, size) => Math.min(least, size.least), Infinity),
        most: sizes.reduce((most, size) => Math.max(most, size.most), 0),
      };
    }
    case 'repeat': {
      const size = sizeOf(node.part);
      // Nothing, as often as one likes, is nothing.
      return { least: size.least * node.least, most: size.most === 0 ? 0 : size.most * node.most };
    }
  }
}
