/** A backing file with the smallest cache behaves as memory in RAM does, whatever is done to both. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import type { PhysicalMemory } from '../../main/engine/memory/physical-memory';
import { SEED } from './settings';

/** 40 blocks of 16 frames, five times what the cache holds. */
const FRAMES = 640;
const word = fc.nat(0xffff_ffff);
const frame = fc.nat(FRAMES - 1);
const piece = fc.tuple(fc.nat(4095), fc.integer({ min: 1, max: 8 })).map(([at, length]) => ({
  offset: Math.min(at, 4096 - length),
  length,
}));

type Action = readonly [name: string, run: (memory: PhysicalMemory) => unknown];

const reading = (number: number) => (memory: PhysicalMemory) => {
  const out = new Uint8Array(4096);
  memory.readFrame(number, out);
  return Buffer.from(out).toString('base64');
};

const action: fc.Arbitrary<Action> = fc.oneof(
  fc
    .tuple(frame, fc.nat(511), word, word)
    .map(([f, i, low, high]): Action => [`entry ${f}[${i}]`, (m) => m.writeEntry(f, i, low, high)]),
  frame.map((f): Action => [`zero ${f}`, (m) => m.zeroFrame(f)]),
  fc
    .tuple(frame, frame)
    .filter(([from, to]) => from !== to)
    .map(([from, to]): Action => [`copy ${from} to ${to}`, (m) => m.copyFrame(from, to)]),
  fc
    .tuple(frame, piece)
    .map(([f, { offset, length }]): Action => [
      `clear ${f}+${offset} ${length}`,
      (m) => m.zeroBytes(f, offset, length),
    ]),
  fc
    .tuple(frame, piece, fc.uint8Array({ minLength: 8, maxLength: 8 }))
    .map(([f, { offset, length }, bytes]): Action => [
      `write ${f}+${offset} ${length}`,
      (m) => m.writeBytes(f, offset, bytes, 8 - length, length),
    ]),
  fc
    .tuple(fc.nat(FRAMES * 4096 - 20_000), fc.uint8Array({ minLength: 1, maxLength: 20_000, size: 'max' }))
    .map(([address, bytes]): Action => [`load ${address} ${bytes.length}`, (m) => m.load(address, bytes)]),
  frame.map((f): Action => [`read ${f}`, reading(f)]),
  fc
    .tuple(frame, fc.nat(511))
    .map(([f, i]): Action => [`entry of ${f}[${i}]`, (m) => [m.entryLow(f, i), m.entryHigh(f, i)]]),
  fc.constant<Action>(['flush', (m) => m.flush()]),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-property-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('any sequence of accesses gives the same answers and the same image', () => {
  let run = 0;
  fc.assert(
    fc.property(fc.array(action, { minLength: 50, maxLength: 200, size: 'max' }), (actions) => {
      const file = BackingFile.create({
        path: join(folder, `image-${run++}`),
        size: FRAMES * 4096,
        cacheBytes: 0,
      });
      try {
        const buffer = new BufferMemory(FRAMES * 4096);
        for (const [name, perform] of actions) expect([name, perform(file)]).toEqual([name, perform(buffer)]);
        for (let number = 0; number < FRAMES; number++) {
          if (file.isTouched(number) !== buffer.isTouched(number)) throw new Error(`frame ${number} touched`);
          if (reading(number)(file) !== reading(number)(buffer)) throw new Error(`frame ${number} differs`);
        }
        expect(file.touchedFrames).toBe(buffer.touchedFrames);
      } finally {
        file.close();
      }
    }),
    // Each run compares whole images: looking for a smaller failure would take many minutes.
    { seed: SEED, numRuns: 100, endOnFailure: true },
  );
});
