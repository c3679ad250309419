import { expect, it } from 'vitest';
import { pageOfVirt } from '../../../../../shared/address';
import type { SpacePart } from '../../../../../shared/table-types';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const SPACE = 2 ** 36;

function partsOf(elf: Uint8Array, most: number): { parts: SpacePart[]; relro: SpacePart[] } {
  const bench = workbenchOf(openSession({ elf, machine: SMALL_MACHINE }));
  const moment = bench.load().trace.opCount;
  const all = bench.calls['space.parts']({ moment, first: 0, end: SPACE, most });
  bench.close();
  return {
    parts: all.filter(({ kind }) => kind !== 'relro'),
    relro: all.filter(({ kind }) => kind === 'relro'),
  };
}

it('gaps give way first, then the smallest parts, and the order stays', () => {
  const { parts } = partsOf(SAMPLE_ELF, 4096);
  const mapped = parts.filter(({ kind }) => kind !== 'gap');
  expect(mapped.length).toBeGreaterThan(3);
  expect(parts.length).toBeGreaterThan(mapped.length);
  // The gaps are far larger than what is mapped.
  expect(partsOf(SAMPLE_ELF, mapped.length).parts).toEqual(mapped);
  const [largest, second] = [...mapped].sort((a, b) => b.pages - a.pages);
  const two = [largest!, second!].sort((a, b) => a.page - b.page);
  expect(partsOf(SAMPLE_ELF, 2).parts.map(({ pages }) => pages)).toEqual(two.map(({ pages }) => pages));
});

it('a part for each RELRO header, with all pages that it touches', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  const { elfFile, offset } = bench.load();
  const headers = [...(elfFile?.programIter() ?? [])].filter(
    (one) => one.getType() === 'GnuRelro' && one.memSize > 0n,
  );
  bench.close();
  const { relro } = partsOf(SAMPLE_ELF, 4096);
  expect(relro.map(({ page, pages }) => [page, pages])).toEqual(
    headers.map(({ virtualAddr, memSize }) => {
      const first = pageOfVirt(virtualAddr + offset);
      return [first, pageOfVirt(virtualAddr + offset + memSize - 1n) - first + 1];
    }),
  );
  expect(relro.length).toBeGreaterThan(0);
});

it('counts the pages of a RELRO that lie between the two pages only', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  const moment = bench.load().trace.opCount;
  const whole = bench.calls['space.parts']({ moment, first: 0, end: SPACE, most: 1 }).find(
    ({ kind }) => kind === 'relro',
  );
  const first = whole?.page ?? 0;
  const cut = bench.calls['space.parts']({ moment, first, end: first + 1, most: 1 }).find(
    ({ kind }) => kind === 'relro',
  );
  expect([cut?.page, cut?.pages, cut?.mapped]).toEqual([first, 1, 1]);
  bench.close();
});
