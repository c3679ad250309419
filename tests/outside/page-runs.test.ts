/** The pages of loaded kernels against what follows from binutils' `readelf`. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../shared/machine';
import type { RangeMerge, RangeRow } from '../../shared/table-types';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { expectedPages, type ExpectedPage } from './expected-pages';
import { isThere } from './tools';

const ROOT = new URL('../../', import.meta.url);
const FILES = [
  { name: 'sample-kernel', elf: SAMPLE_ELF, path: 'resources/sample-kernel/sample-kernel.elf' },
  ...linkedKernels().map(({ name, elf }) => ({ name, elf, path: `tests/fixtures/kernels/${name}.elf` })),
];
const LOADED = FILES.map((file) => {
  const session = openSession({ elf: file.elf, machine: DEFAULT_MACHINE });
  return { ...file, bench: workbenchOf(session), summary: session.summary() };
}).filter(({ summary }) => summary.status === 'ok');
const READELF = isThere('readelf', 'the pages of kernels against their program headers');
const FILE_FRAME = BigInt(DEFAULT_MACHINE.kernelAddress) / 4096n;

const canonical = (page: bigint): string =>
  `0x${BigInt.asUintN(64, BigInt.asIntN(48, page << 12n)).toString(16)}`;
const rights = ({ writable, executable }: ExpectedPage): string =>
  `R${writable ? 'W' : executable ? ' ' : ''}${executable ? 'X' : ''}`;

/** Pages that follow on each other and have equal rights. */
function runsOf(pages: readonly ExpectedPage[]): { first: string; pages: number; rights: string }[] {
  const runs: { first: string; pages: number; rights: string }[] = [];
  pages.forEach((page, i) => {
    const before = pages[i - 1];
    const last = runs.at(-1);
    if (last !== undefined && before?.page === page.page - 1n && last.rights === rights(page)) last.pages++;
    else runs.push({ first: canonical(page.page), pages: 1, rights: rights(page) });
  });
  return runs;
}

it('most kernels of the fixtures load', () => {
  expect(LOADED.length).toBeGreaterThan(25);
});

describe.skipIf(!READELF).each(LOADED)('$name as its headers have it', ({ path, bench, summary, elf }) => {
  const moment = summary.opCount;
  const offset = BigInt(summary.virtualAddressOffset ?? 0);
  const file = BigInt(DEFAULT_MACHINE.kernelAddress);
  const expected = READELF ? expectedPages(fileURLToPath(new URL(path, ROOT)), { offset, file }) : [];
  const rowsOf = (merge: RangeMerge): RangeRow[] => {
    const query = { filter: '', merge, sort: 'address', descending: false } as const;
    const { rows } = bench.calls['ranges.find']({ moment, query });
    return bench.calls['ranges.rows']({ moment, query, first: 0, count: rows });
  };

  it('has the same runs of equal rights', () => {
    expect(expected.length).toBeGreaterThan(0);
    const ours = rowsOf('rights').map(({ first, pages, rights: words }) => ({ first, pages, rights: words }));
    expect(ours).toEqual(runsOf(expected));
  });

  it('shows on each page the frame of the file, or one that nothing else shows', () => {
    const ours = rowsOf('none');
    expect(ours.map(({ first }) => first)).toEqual(expected.map(({ page }) => canonical(page)));
    const endOfFile = FILE_FRAME + (BigInt(elf.length) + 4095n) / 4096n;
    const taken = new Set<bigint>();
    ours.forEach((row, i) => {
      const { frame, page } = expected[i] as ExpectedPage;
      const shown = BigInt(row.phys) / 4096n;
      if (frame !== null) expect([page, shown]).toEqual([page, frame]);
      else {
        expect([page, shown >= endOfFile && !taken.has(shown)]).toEqual([page, true]);
        taken.add(shown);
      }
    });
  });

  it('is walked to the same pages, and to none beside them', () => {
    const known = new Map(expected.map((page) => [page.page, page]));
    const shown = new Map(rowsOf('none').map(({ first, phys }) => [first, phys]));
    const near = [...known.keys()].flatMap((page) => [page - 1n, page, page + 1n]).slice(0, 600);
    for (const page of near) {
      if (page < 0n || page >= 1n << 36n) continue;
      const at = known.get(page);
      const virt = `${canonical(page).slice(0, -3)}abc`;
      const walk = bench.calls['pageTable.walk']({ moment, virt });
      const look = bench.calls['address.look']({ moment, virt });
      const phys = shown.get(canonical(page));
      const wanted = phys === undefined ? null : `0x${(BigInt(phys) + 0xabcn).toString(16)}`;
      expect([virt, walk.phys, look.phys]).toEqual([virt, wanted, wanted]);
      expect([virt, walk.rights, look.rights]).toEqual([virt, ...Array(2).fill(at ? rights(at) : '')]);
      expect([virt, look.faults.write === null]).toEqual([virt, at?.writable ?? false]);
      expect([virt, look.faults.execute === null]).toEqual([virt, at?.executable ?? false]);
    }
  });
});
