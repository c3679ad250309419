import type { SectionSort } from '../../../../shared/kernel-types';
import { named, SECTION_TYPES } from '../structures/elf-names';
import type { RawFile, RawSection } from '../../elf/raw-file';
import { orderByWords } from '../../base/sort-order';

/** Orders of a file's sections, each made when it is first asked for. */
export class SectionOrder {
  private readonly known = new Map<SectionSort, Uint32Array>();

  constructor(private readonly file: RawFile) {}

  /** Numbers of sections, ascending by one of their fields. */
  by(sort: SectionSort): Uint32Array {
    let order = this.known.get(sort);
    if (order === undefined) {
      order = this.make(sort);
      this.known.set(sort, order);
    }
    return order;
  }

  private make(sort: SectionSort): Uint32Array {
    switch (sort) {
      case 'index':
        return Uint32Array.from({ length: this.file.sectionCount }, (_, i) => i);
      case 'name':
        return this.byWords((section) => this.file.sectionName(section) ?? '');
      case 'type':
        return this.byWords(({ type }) => named(SECTION_TYPES, type)[0]);
      case 'address':
        return this.byNumber(({ virt }) => virt);
      case 'offset':
        return this.byNumber(({ offset }) => offset);
      case 'size':
        return this.byNumber(({ size }) => size);
    }
  }

  private byNumber(numberOf: (section: RawSection) => bigint): Uint32Array {
    const low = new Uint32Array(this.file.sectionCount);
    const high = new Uint32Array(this.file.sectionCount);
    for (const section of this.file.sections()) {
      const number = numberOf(section);
      low[section.index] = Number(number & 0xffff_ffffn);
      high[section.index] = Number(number >> 32n);
    }
    return orderByWords(low, high);
  }

  private byWords(wordsOf: (section: RawSection) => string): Uint32Array {
    const words = Array.from(this.file.sections(), wordsOf);
    return this.by('index')
      .slice()
      .sort((a, b) => {
        const [first, second] = [words[a] as string, words[b] as string];
        return first < second ? -1 : first > second ? 1 : a - b;
      });
  }
}
