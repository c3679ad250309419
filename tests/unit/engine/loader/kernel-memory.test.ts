import { beforeEach, describe, expect, it } from 'vitest';
import { Arithmetic } from '../../../../main/engine/base/u64';
import type { Inner } from '../../../../main/engine/loader/inner';
import { copyFrom, copyTo, PrivatePage, WordBuffer } from '../../../../main/engine/loader/kernel-memory';
import { SILENT_PROBE } from '../../../../main/engine/loader/probe';
import { VirtualAddressOffset } from '../../../../main/engine/loader/virtual-address-offset';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { loaderRules } from '../../../../main/engine/paging/loader-rules';
import { OffsetPageTable } from '../../../../main/engine/paging/mapper';
import { BIT_9, PRESENT, WRITABLE } from '../../../../main/engine/paging/page-table';
import { PAGE_COUNT } from '../../../../shared/address';

const LAST_PAGE = PAGE_COUNT - 1;
const PAGE = 0x400;

let inner: Inner;
let last: PrivatePage;

/** Maps `page` to a frame that is filled with `byte`. */
function map(page: number, frame: number, byte: number, flags = PRESENT): void {
  inner.memory.zeroFrame(frame);
  for (let at = 0; at < 4096; at += 8) {
    inner.memory.writeBytes(frame, at, new Uint8Array(8).fill(byte), 0, 8);
  }
  inner.pageTable.mapToWithTableFlags(page, frame, flags, PRESENT | WRITABLE, inner.frameAllocator);
}

function bytesAt(page: number, offset: number, length: number): number[] {
  const out = new Uint8Array(length);
  copyFrom(inner, page, offset, out);
  return [...out];
}

/** Eight bytes to write. */
function word(...bytes: readonly number[]): WordBuffer {
  const buffer = new WordBuffer(8);
  buffer.bytes.set(bytes);
  return buffer;
}

beforeEach(() => {
  last = new PrivatePage();
  const memory = new BufferMemory(1024 * 4096);
  const rules = loaderRules('0.11.8', new Arithmetic(true));
  let next = 500;
  inner = {
    kernelOffset: 0,
    virtualAddressOffset: VirtualAddressOffset.zero(),
    pageTable: new OffsetPageTable(memory, 1),
    frameAllocator: { allocateFrame: () => next++ },
    memory,
    rules,
    addresses: rules.addresses,
    arithmetic: rules.arithmetic,
    probe: SILENT_PROBE,
  };
});

describe('copyFrom', () => {
  it('goes on in the frame of the next page, wherever that lies', () => {
    map(PAGE, 20, 0xaa);
    map(PAGE + 1, 10, 0xbb);
    expect(bytesAt(PAGE, 4094, 4)).toEqual([0xaa, 0xaa, 0xbb, 0xbb]);
  });

  it('panics where a page is missing', () => {
    map(PAGE, 20, 0xaa);
    expect(() => bytesAt(PAGE, 4090, 8)).toThrow(
      "address is not mapped to the kernel's memory space: PageNotMapped",
    );
  });

  it('panics behind the end of the address space, and not before', () => {
    map(LAST_PAGE, 20, 0xaa);
    expect(bytesAt(LAST_PAGE, 4091, 4)).toEqual([0xaa, 0xaa, 0xaa, 0xaa]);
    expect(() => bytesAt(LAST_PAGE, 4093, 4)).toThrow('end address outside of the virtual address space');
  });
});

describe('copyTo', () => {
  it('writes to private copies and leaves the first frames alone', () => {
    map(PAGE, 20, 0xaa);
    map(PAGE + 1, 21, 0xbb);
    copyTo(inner, PAGE, 4093, word(1, 2, 3, 4, 5, 6, 7, 8), last);
    expect(bytesAt(PAGE, 4092, 12)).toEqual([0xaa, 1, 2, 3, 4, 5, 6, 7, 8, 0xbb, 0xbb, 0xbb]);
    expect(inner.memory.entryLow(20, 511)).toBe(0xaaaaaaaa);
    expect(inner.pageTable.translate(PAGE)).toMatchObject({ flags: PRESENT | BIT_9 });
  });

  it('copies a page once', () => {
    map(PAGE, 20, 0xaa);
    copyTo(inner, PAGE, 0, word(1, 1, 1, 1, 1, 1, 1, 1), last);
    const copy = inner.pageTable.translate(PAGE)?.frame;
    copyTo(inner, PAGE, 1, word(2, 3, 4, 5, 6, 7, 8, 9), last);
    expect(inner.pageTable.translate(PAGE)?.frame).toBe(copy);
    expect(bytesAt(PAGE, 0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0xaa, 0xaa, 0xaa]);
  });

  it('panics where a page is missing, with what came before it written', () => {
    map(PAGE, 20, 0xaa);
    expect(() => copyTo(inner, PAGE, 4095, word(1, 2), last)).toThrow('Page[4KiB](0x401000) is not mapped');
    expect(bytesAt(PAGE, 4092, 4)).toEqual([0xaa, 0xaa, 0xaa, 1]);
  });

  it('panics behind the end of the address space', () => {
    map(LAST_PAGE, 20, 0xaa);
    expect(() => copyTo(inner, LAST_PAGE, 4095, word(1, 2), last)).toThrow(
      'the end address should be in the virtual address space',
    );
  });
});
