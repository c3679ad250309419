import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elfCorePlan } from '../../main/engine/export/elf-core';
import type { MappedPage, MemoryImage } from '../../main/engine/export/image-reader';
import { PHYSICAL_WINDOW } from '../../main/engine/export/page-map';
import { rawPlan } from '../../main/engine/export/raw';
import { virtOfPage } from '../../shared/address';

const FRAMES = 48;
const FIRST_PAGE = 2 ** 35 - 8;

/** Frames with a byte of content (0 included), and pages around the middle of the address space. */
const images = fc
  .record({
    content: fc.uniqueArray(fc.tuple(fc.nat(FRAMES - 1), fc.nat(255)), { selector: ([frame]) => frame }),
    pages: fc.uniqueArray(fc.tuple(fc.nat(15), fc.nat(FRAMES - 1), fc.boolean(), fc.boolean()), {
      selector: ([page]) => page,
    }),
  })
  .map(({ content, pages }): { image: MemoryImage; byte: (frame: number) => number; pages: MappedPage[] } => {
    const bytes = new Map(content);
    const mapped = pages
      .sort(([a], [b]) => a - b)
      .map(([page, frame, writable, executable]) => ({
        page: FIRST_PAGE + page,
        frame,
        entryHigh: executable ? 0 : 0x8000_0000,
        entryLow: ((frame << 12) | 1 | (writable ? 2 : 0)) >>> 0,
      }));
    const byte = (frame: number): number => bytes.get(frame) ?? 0;
    return {
      byte,
      pages: mapped,
      image: {
        size: FRAMES * 4096,
        touchedFrames: [...bytes.keys()].sort((a, b) => a - b),
        nextFilled: (frame) => {
          for (let next = frame; next < FRAMES; next++) if (byte(next) !== 0) return next;
          return FRAMES;
        },
        readFrames: (first, out) => {
          for (let i = 0; i < out.length; i += 4096) out.fill(byte(first + i / 4096), i, i + 4096);
        },
        mappedPages: () => mapped,
      },
    };
  });

/** The file that a plan describes. */
function write(plan: ReturnType<typeof rawPlan>): DataView {
  const file = new Uint8Array(plan.size);
  for (const { position, bytes } of plan.chunks()) {
    file.set(bytes, position);
  }
  return new DataView(file.buffer);
}

/** What a debugger reads at a virtual address: the first segment that covers it. */
function read(core: DataView, virt: bigint): { byte: number; phys: bigint; flags: number } | null {
  for (let i = 0; i < core.getUint16(56, true); i++) {
    const at = 64 + i * 56;
    const distance = virt - core.getBigUint64(at + 16, true);
    if (distance >= 0n && distance < core.getBigUint64(at + 40, true)) {
      return {
        byte: core.getUint8(Number(core.getBigUint64(at + 8, true) + distance)),
        phys: core.getBigUint64(at + 24, true) + distance,
        flags: core.getUint32(at + 4, true),
      };
    }
  }
  return null;
}

describe('exports of any image', () => {
  it('core: every mapped page and every touched frame reads as it is', () => {
    fc.assert(
      fc.property(images, ({ image, byte, pages }) => {
        const core = write(elfCorePlan(image));
        for (const { page, frame, entryLow, entryHigh } of pages) {
          const flags = 4 | (entryLow & 2) | (entryHigh === 0 ? 1 : 0);
          for (const offset of [0, 4095]) {
            const phys = BigInt(frame * 4096 + offset);
            expect(read(core, virtOfPage(page, offset))).toEqual({ byte: byte(frame), phys, flags });
          }
        }
        const shown = new Set(pages.map(({ frame }) => frame));
        for (const frame of Array.from(image.touchedFrames)) {
          const found = read(core, PHYSICAL_WINDOW + BigInt(frame * 4096));
          expect(found?.byte ?? null).toBe(shown.has(frame) ? null : byte(frame));
        }
      }),
    );
  });

  it('raw: every byte is in its place', () => {
    fc.assert(
      fc.property(images, ({ image, byte }) => {
        const file = write(rawPlan(image));
        for (let frame = 0; frame < FRAMES; frame++) {
          expect([file.getUint8(frame * 4096), file.getUint8(frame * 4096 + 4095)]).toEqual([
            byte(frame),
            byte(frame),
          ]);
        }
      }),
    );
  });
});
