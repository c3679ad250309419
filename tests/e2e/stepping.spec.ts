import type { Page } from '@playwright/test';
import { expect, SAMPLE, test } from './application';
import { KernelFile } from './kernel-file';
import { BASE, COPY_OPS, KERNEL_ADDRESS, PAGE } from './load-facts';
import {
  breakOn,
  cellNames,
  goTo,
  hexCell,
  littleEndian,
  showSpace,
  shownBytes,
  toStart,
  travel,
  walkThrough,
} from './panels';

const PRESENT = 1n;
const WRITABLE = 2n;
const COPIED = 1n << 9n;
const NO_EXECUTE = 1n << 63n;

const kernel = new KernelFile(SAMPLE);

function entryOf(frameAddress: number, flags: bigint): bigint {
  return BigInt(frameAddress) | flags;
}

/** Goes to the first step of a kind: its breakpoint, the start of the load, continue. */
async function firstStep(page: Page, step: Parameters<typeof breakOn>[1]): Promise<void> {
  await toStart(page);
  await breakOn(page, step);
  await travel(page, 'F5');
}

test('steps through the mapping of a segment’s first page and back', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await firstStep(page, 'Map page');
  // Frame, link and zeroed table for P3, P2 and P1, then the page's own entry; the first op is already done.
  const seen = await walkThrough(page, 'F11', 9);
  const [load] = kernel.loads;
  const flags = PRESENT | (load!.writable ? WRITABLE : 0n) | (load!.executable ? 0n : NO_EXECUTE);
  const last = seen.at(-1)!;
  expect(seen[0]!.walk).toContain('P4[1] not present');
  expect(last.walk).toContain('P1[0] → 0x1000000 mapped gained +PRESENT gained +NO_EXECUTE');
  expect(last.walk).toContain('Effective read');
  expect(last.change).toMatchObject({
    bytes: littleEndian(entryOf(KERNEL_ADDRESS + load!.offset, flags)),
    was: littleEndian(0n),
  });
  const back = await walkThrough(page, 'Control+F11', 9);
  expect(back.reverse()).toEqual(seen);
});

test('steps through the copy of a bss edge page and back', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await firstStep(page, 'Bss edge page');
  const seen = await walkThrough(page, 'F11', COPY_OPS);
  const edge = kernel.loads.find(({ fileSize, memSize }) => fileSize % PAGE !== 0 && memSize > fileSize)!;
  const end = edge.vaddr + BigInt(edge.fileSize);
  const index = Number((end / BigInt(PAGE)) % 512n);
  const fileFrame = KERNEL_ADDRESS + edge.offset + edge.fileSize - (Number(end) % PAGE);
  const flags = PRESENT | WRITABLE | NO_EXECUTE;
  const [before, , cleared, mapped, zeroed] = seen;
  expect(before!.walk).toContain(`P1[${index}] → 0x${fileFrame.toString(16)} PRESENT WRITABLE NO_EXECUTE`);
  expect(cleared!.change).toMatchObject({
    bytes: littleEndian(0n),
    was: littleEndian(entryOf(fileFrame, flags)),
  });
  expect(cleared!.walk).toContain('lost PRESENT lost WRITABLE lost NO_EXECUTE');
  const copy = /P1\[\d+\] → (0x[0-9a-f]+) mapped/.exec(mapped!.walk ?? '')![1]!;
  expect(mapped!.walk).toContain('gained +PRESENT gained +WRITABLE gained +COPIED gained +NO_EXECUTE');
  expect(mapped!.change!.bytes).toEqual(littleEndian(entryOf(Number(copy), flags | COPIED)));
  expect(zeroed!.walk).toContain(`P1[${index}] → ${copy} PRESENT WRITABLE COPIED NO_EXECUTE`);

  // The copy holds the file's bytes up to the edge, and zeros from there on.
  const tail = 8;
  await showSpace(page, 'Virtual');
  await goTo(page, `0x${(BASE + end - BigInt(tail)).toString(16)}`);
  expect(await shownBytes(page, BASE + end - BigInt(tail), tail)).toEqual(
    kernel.bytesAt(end - BigInt(tail), tail),
  );
  expect(await shownBytes(page, BASE + end, tail)).toEqual(Array(tail).fill(0));

  const back = await walkThrough(page, 'Control+F11', COPY_OPS);
  expect(back.map(({ walk }) => walk).reverse()).toEqual(seen.map(({ walk }) => walk));
});

test('steps through a relocation with its copy-on-write and back', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await firstStep(page, 'Relocation');
  const seen = await walkThrough(page, 'F11', COPY_OPS);
  const [{ offset, addend }] = kernel.relocations() as [{ offset: bigint; addend: bigint }];
  const [before, , cleared, mapped, written] = seen;
  const index = Number((offset / BigInt(PAGE)) % 512n);
  expect(before!.walk).toContain(`P1[${index}] → `);
  expect(before!.walk).not.toContain('COPIED');
  expect(cleared!.walk).toContain(`P1[${index}] not present`);
  expect(mapped!.walk).toContain('gained +COPIED');
  const copy = Number(/P1\[\d+\] → (0x[0-9a-f]+) mapped/.exec(mapped!.walk ?? '')![1]);
  expect(written!.change).toEqual({
    address: copy + (Number(offset) % PAGE),
    bytes: littleEndian(BASE + addend),
    was: kernel.bytesAt(offset, 8),
  });
  const back = await walkThrough(page, 'Control+F11', COPY_OPS);
  expect(back.reverse()).toEqual(seen);
});

test('virtual memory is what the page tables of the moment say', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const [{ offset, addend }] = kernel.relocations() as [{ offset: bigint; addend: bigint }];
  await showSpace(page, 'Virtual');
  await goTo(page, `0x${(BASE + offset).toString(16)}`);
  expect(await shownBytes(page, BASE + offset, 8)).toEqual(littleEndian(BASE + addend));
  await travel(page, 'Control+Home');
  // Before the load nothing is mapped: such an address has no byte to show.
  const names = await cellNames(hexCell(page, BASE + offset));
  expect(names.filter((name) => !name.includes(', unreadable: '))).toEqual([]);
});
