/** What the window shows of a relocation, against its entry in the file. */
import { expect, type Page } from '@playwright/test';
import type { KernelFile } from './kernel-file';
import { BASE, PAGE, shown } from './load-facts';
import { littleEndian } from './panels';
import { views, type Views } from './panels-source';

/** A relocation in the middle of the load, with many of its page on both sides. */
export function someRelocation({ relocationCount }: KernelFile): number {
  return Math.floor(relocationCount * 0.7);
}

/** The window shows the write of a relocation, in every view. */
export async function expectWritten(page: Page, kernel: KernelFile, index: number): Promise<Views> {
  const { offset, addend } = kernel.relocation(index);
  const inspector = page.getByRole('region', { name: 'Inspector' });
  await expect(inspector.getByRole('heading', { level: 3 })).toHaveText(`Relocation #${shown(index)}`);
  const seen = await views(page);
  expect(seen.stack.join('\n')).toContain(
    `applyRelocation #${index} offset ${offset.toString(16)} addend ${addend.toString(16)}`,
  );
  expect(seen.step).toContain(`#${shown(index)}`);
  expect(seen.change).toEqual({
    address: expect.any(Number),
    bytes: littleEndian(BASE + addend),
    was: kernel.bytesAt(offset, 8),
  });
  expect(seen.change!.address % PAGE).toBe(Number(offset) % PAGE);
  return seen;
}
