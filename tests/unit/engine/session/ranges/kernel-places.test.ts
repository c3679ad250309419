import { expect, it } from 'vitest';
import { KernelPlaces } from '../../../../../main/engine/session/ranges/kernel-places';
import { pageOfVirt } from '../../../../../shared/address';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';

const { view } = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const places = KernelPlaces.of(view);
const base = pageOfVirt(view.offset);

it('sections and symbols on any pages are those that a look at each finds', () => {
  const sections = view.sections.filter(({ allocated, size }) => allocated && size > 0);
  for (let first = 0; first < 20; first++) {
    for (let end = first + 1; end < 22; end++) {
      const [from, to] = [BigInt(first) * 4096n, BigInt(end) * 4096n];
      const named = sections
        .filter(({ address, size }) => address < to && address + BigInt(size) > from)
        .map(({ name }) => name);
      expect(new Set(places.sectionsIn(base + first, base + end))).toEqual(new Set(named));
      const symbols = view.symbols.between(from, to).map(({ name }) => name);
      const span = places.symbolsIn(base + first, base + end);
      expect(
        Array.from({ length: span.end - span.first }, (_, i) => places.symbolName(span.first + i)),
      ).toEqual(symbols);
    }
  }
});

it('the section at a byte is the narrowest that holds it', () => {
  const text = view.sections.find(({ name }) => name === '.text')!;
  expect(places.sectionAt(text.address + view.offset)).toBe('.text');
  expect(places.sectionAt(text.address + BigInt(text.size) - 1n + view.offset)).toBe('.text');
  expect(places.sectionAt(view.offset - 1n)).toBe('');
});

it('names of sections are cut where they are many', () => {
  const count = places.sectionsIn(base, base + 2 ** 20).length;
  expect(count).toBeGreaterThan(7);
  expect(places.sectionText(base, base + 2 ** 20)).toMatch(new RegExp(` and ${count - 6} more$`));
});
