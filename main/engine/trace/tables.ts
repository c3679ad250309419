import { ByteColumn, WordColumn } from '../base/column';

/** No frame: ops that change no memory. */
export const NO_FRAME = 0xffff_ffff;

/** No span: the parent of the root. */
export const NO_SPAN = 0xffff_ffff;

/**
 * One row per op, in the order they were done. What `at`, `low` and `high` hold depends on the kind:
 *
 * | kind           | frame     | at                      | low, high            |
 * |----------------|-----------|-------------------------|----------------------|
 * | mark           | NO_FRAME  | 0                       | 0                    |
 * | frameAllocated | the frame | 0                       | 0                    |
 * | frameZeroed    | the frame | 0                       | 0                    |
 * | frameCopied    | the copy  | the frame copied from   | 0                    |
 * | entryWritten   | the table | index of the entry      | the new entry        |
 * | bytesZeroed    | the frame | offset                  | length               |
 * | bytesWritten   | the frame | offset + length * 65536 | the bytes, up to 8   |
 *
 * Old values are not stored: they follow from the ops before.
 */
export interface OpTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly span: Uint32Array;
  readonly frame: Uint32Array;
  readonly at: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * One row per span, parents before children, in the order they began. `firstOp` to `endOp` (excluded) are its
 * ops, those of its children among them. `subject` is a header, page (low half) or relocation index, `low` and
 * `high` the rest: for pages the high half of the page number in `high`, for relocations the offset field.
 */
export interface SpanTable {
  readonly length: number;
  readonly kind: Uint8Array;
  readonly parent: Uint32Array;
  readonly firstOp: Uint32Array;
  readonly endOp: Uint32Array;
  readonly subject: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** The columns of an {@link OpTable} while they grow. */
export class OpColumns {
  readonly kind = new ByteColumn();
  readonly span = new WordColumn();
  readonly frame = new WordColumn();
  readonly at = new WordColumn();
  readonly low = new WordColumn();
  readonly high = new WordColumn();

  get length(): number {
    return this.kind.length;
  }

  push(kind: number, span: number, frame: number, at: number, low: number, high: number): void {
    this.kind.push(kind);
    this.span.push(span);
    this.frame.push(frame);
    this.at.push(at);
    this.low.push(low);
    this.high.push(high);
  }

  frozen(): OpTable {
    return {
      length: this.length,
      kind: this.kind.frozen(),
      span: this.span.frozen(),
      frame: this.frame.frozen(),
      at: this.at.frozen(),
      low: this.low.frozen(),
      high: this.high.frozen(),
    };
  }
}

/** The columns of a {@link SpanTable} while they grow. */
export class SpanColumns {
  readonly kind = new ByteColumn();
  readonly parent = new WordColumn();
  readonly firstOp = new WordColumn();
  readonly endOp = new WordColumn();
  readonly subject = new WordColumn();
  readonly low = new WordColumn();
  readonly high = new WordColumn();

  get length(): number {
    return this.kind.length;
  }

  push(kind: number, parent: number, firstOp: number, subject: number, low: number, high: number): number {
    this.parent.push(parent);
    this.firstOp.push(firstOp);
    this.endOp.push(firstOp);
    this.subject.push(subject);
    this.low.push(low);
    this.high.push(high);
    return this.kind.push(kind);
  }

  frozen(): SpanTable {
    return {
      length: this.length,
      kind: this.kind.frozen(),
      parent: this.parent.frozen(),
      firstOp: this.firstOp.frozen(),
      endOp: this.endOp.frozen(),
      subject: this.subject.frozen(),
      low: this.low.frozen(),
      high: this.high.frozen(),
    };
  }
}
