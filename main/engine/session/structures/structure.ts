/** What a structure is made of, before it is placed anywhere. */
import type { StructureKind } from '../../../../shared/memory-types';
import type { LinkTarget } from '../../../../shared/view-types';

/** A value in words. */
export interface Reading {
  /** In short, e.g. `PT_LOAD`. */
  readonly value: string;
  /** What that means; may be empty. */
  readonly meaning: string;
  readonly link: LinkTarget | null;
}

/** Nothing to say. */
export const NO_READING: Reading = { value: '', meaning: '', link: null };

/** A field of an element. */
export interface Field {
  readonly name: string;
  /** Bytes from the start of its element. */
  readonly at: number;
  readonly length: number;
  /**
   * Explains exactly the field's bytes.
   *
   * @param element all bytes of its element; `null` where some are not there
   */
  readonly read: (bytes: DataView, element: DataView | null) => Reading;
}

/** One element of a table, or a structure that has fields itself. */
export interface Element {
  readonly kind: StructureKind;
  readonly title: string;
  /** Bytes from the start of its structure. */
  readonly at: number;
  readonly length: number;
  readonly fields: readonly Field[];
  /** Explains all of its bytes. */
  readonly read: (bytes: DataView) => Reading;
}

/** The elements of a structure. */
export interface Elements {
  readonly count: number;
  /** @param index below {@link count} */
  readonly element: (index: number) => Element;
  /** How many elements begin before the byte `at` of the structure. */
  readonly beginBefore: (at: number) => number;
  /** How many elements end at or before the byte `at`. */
  readonly endBefore: (at: number) => number;
}

/**
 * A structure. Its bytes are numbered as its home does: offsets in the kernel file, or in a frame for page tables.
 */
export interface Structure extends Reading {
  /** Names it among all of its home; letters, digits and `-`. */
  readonly key: string;
  readonly kind: StructureKind;
  readonly title: string;
  readonly first: number;
  readonly length: number;
  /** Fields, where it has no elements. */
  readonly fields: readonly Field[];
  /** Found when they are looked at: a table may have millions. */
  readonly elements: (() => Elements) | null;
  /** One element and several, for the count of them that is the value of a table. */
  readonly unit: readonly [one: string, many: string];
}

/** Elements of equal size. */
export function equalElements(count: number, size: number, element: (index: number) => Element): Elements {
  return {
    count,
    element,
    beginBefore: (at) => Math.min(count, Math.max(0, Math.ceil(at / size))),
    endBefore: (at) => Math.min(count, Math.max(0, Math.floor(at / size))),
  };
}
