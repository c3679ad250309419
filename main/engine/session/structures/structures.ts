import type { StructureNode } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import { PAGE_SIZE } from '../../../../shared/address';
import type { BytesAt } from './bytes-at';
import type { Catalogue } from './catalogue';
import type { StructureHome } from './home';
import type { Placement } from './placement';
import { NO_READING, type Element, type Field, type Structure } from './structure';
import { countWords } from './words';

/** Structures that one question about pages is answered with. */
const MOST_STRUCTURES = 500;

/** Bytes of one element that are read: only texts are longer, and they are cut. */
const MOST_READ = 65_536;

/** A structure where a space shows it at a moment. */
interface Placed {
  readonly structure: Structure;
  readonly space: MemorySpace;
  readonly placement: Placement;
  readonly moment: number;
}

/** Neighbouring pages with one placement, as a part of its home. */
interface Stretch {
  readonly placement: Placement;
  readonly first: number;
  end: number;
}

/**
 * The structures in memory at any moment: those of the kernel file wherever its bytes are shown, and page tables. A
 * structure of which only some bytes are shown has only those of its elements and fields. Its id says which structure,
 * element and field it is, and in which stretch of the space: `ph/3/2@load1`.
 */
export class Structures {
  constructor(private readonly home: StructureHome) {}

  /** The structures of the file, found when the first question comes. */
  get catalogue(): Catalogue {
    return this.home.catalogue;
  }

  /** The structures that a byte lies in, outermost first, then its element and field of the innermost. */
  at(space: MemorySpace, position: number, moment: number): StructureNode[] {
    const placement = this.home.placementOf(space, Math.floor(position / PAGE_SIZE), moment);
    if (placement === null) return [];
    const own = position - placement.shift;
    if (own < placement.first || own >= placement.end) return [];
    const around = this.within(placement, own, own + 1, moment);
    const nodes = around.map((structure) => this.node({ structure, space, placement, moment }));
    const structure = around.at(-1);
    if (structure !== undefined) nodes.push(...this.below({ structure, space, placement, moment }, own));
    return nodes;
  }

  /** The structures with bytes in some pages, ascending, large ones before those in them. */
  inPages(space: MemorySpace, first: number, count: number, moment: number): StructureNode[] {
    const nodes = new Map<string, StructureNode>();
    for (const { placement, first: from, end } of this.stretches(space, first, count, moment)) {
      for (const structure of this.within(placement, from, end, moment)) {
        if (nodes.size >= MOST_STRUCTURES) break;
        const node = this.node({ structure, space, placement, moment });
        nodes.set(node.id, node);
      }
    }
    return [...nodes.values()].sort((a, b) => a.first - b.first || b.length - a.length);
  }

  /** Elements of a table, fields of an element or structure; nothing where it is not there at the moment. */
  children(space: MemorySpace, id: string, first: number, count: number, moment: number): StructureNode[] {
    const [, key, index, place] = /^([a-z]{2}\d*)(?:\/(\d{1,10}))?@([a-z]+\d*)$/.exec(id) ?? [];
    const placement = place === undefined ? null : this.home.namedPlacement(space, place, moment);
    if (key === undefined || placement === null) return [];
    const structure = this.named(placement, key, moment);
    if (structure === null) return [];
    const placed = { structure, space, placement, moment };
    if (structure.elements === null) {
      return index === undefined ? this.fieldNodes(placed, null, first, count) : [];
    }
    if (index === undefined) return this.elementNodes(placed, first, count);
    const { count: all, element } = structure.elements();
    if (Number(index) >= all) return [];
    return this.fieldNodes(placed, { index: Number(index), element: element(Number(index)) }, first, count);
  }

  /** Element and field of a structure at a place of its home. */
  private below(placed: Placed, own: number): StructureNode[] {
    const { structure } = placed;
    const at = own - structure.first;
    const inField = ({ at: start, length }: Field, from: number): boolean =>
      from >= start && from < start + length;
    if (structure.elements === null) {
      const field = structure.fields.findIndex((one) => inField(one, at));
      return field < 0 ? [] : this.someFields(placed, null, [field]);
    }
    const elements = structure.elements();
    const index = elements.beginBefore(at + 1) - 1;
    if (index < 0) return [];
    const element = elements.element(index);
    if (at >= element.at + element.length) return [];
    const node = this.elementNode(
      placed,
      index,
      element,
      this.read(placed, element.at, Math.min(element.length, MOST_READ)),
    );
    const field = element.fields.findIndex((one) => inField(one, at - element.at));
    return field < 0 ? [node] : [node, ...this.someFields(placed, { index, element }, [field])];
  }

  private within({ table }: Placement, first: number, end: number, moment: number): Structure[] {
    if (table === null) return this.catalogue.within(first, end);
    const structure = this.home.pageTable(table, moment);
    return structure === null ? [] : [structure];
  }

  private named({ table }: Placement, key: string, moment: number): Structure | null {
    if (table === null) return this.catalogue.named(key);
    const structure = this.home.pageTable(table, moment);
    return structure?.key === key ? structure : null;
  }

  private stretches(space: MemorySpace, first: number, count: number, moment: number): Stretch[] {
    const found: Stretch[] = [];
    for (let page = first; page < first + count; page++) {
      const placement = this.home.placementOf(space, page, moment);
      if (placement === null) continue;
      const from = page * PAGE_SIZE - placement.shift;
      const end = from + PAGE_SIZE;
      const last = found.at(-1);
      if (last?.placement.id === placement.id && last.end === from) last.end = end;
      else found.push({ placement, first: from, end });
    }
    return found.map(({ placement, first: from, end }) => {
      return { placement, first: Math.max(from, placement.first), end: Math.min(end, placement.end) };
    });
  }

  /** The elements of a table that the placement shows, wholly or in part: first and one behind the last. */
  private shownElements({ structure, placement }: Placed): { readonly from: number; readonly to: number } {
    const elements = structure.elements?.();
    if (elements === undefined) return { from: 0, to: 0 };
    const from = elements.endBefore(placement.first - structure.first);
    return { from, to: Math.max(from, elements.beginBefore(placement.end - structure.first)) };
  }

  private node(placed: Placed): StructureNode {
    const { structure, placement } = placed;
    const first = Math.max(structure.first, placement.first);
    const end = Math.min(structure.first + structure.length, placement.end);
    const { from, to } = this.shownElements(placed);
    const isTable = structure.elements !== null;
    const counted = isTable && structure.value === '' ? countWords(to - from, ...structure.unit) : '';
    return {
      id: `${structure.key}@${placement.id}`,
      kind: structure.kind,
      index: 0,
      title: structure.title,
      first: first + placement.shift,
      length: end - first,
      value: structure.value === '' ? counted : structure.value,
      meaning: structure.meaning,
      link: structure.link,
      children: isTable ? to - from : this.shownFields(placed, null).length,
    };
  }

  private elementNodes(placed: Placed, first: number, count: number): StructureNode[] {
    const { from, to } = this.shownElements(placed);
    const begin = Math.min(to, from + first);
    const end = Math.min(to, begin + count);
    const elements = placed.structure.elements?.();
    if (elements === undefined || begin >= end) return [];
    const list = Array.from({ length: end - begin }, (_, i) => elements.element(begin + i));
    const last = list.at(-1) as Element;
    const start = (list[0] as Element).at;
    const bytes = this.read(placed, start, last.at + last.length - start);
    return list.map((element, i) => this.elementNode(placed, begin + i, element, bytes));
  }

  private elementNode(placed: Placed, index: number, element: Element, bytes: BytesAt): StructureNode {
    const { structure, placement } = placed;
    const start = structure.first + element.at;
    const first = Math.max(start, placement.first);
    const end = Math.min(start + element.length, placement.end);
    const isWhole = first === start && end === start + element.length;
    const data = isWhole ? bytes.at(start + placement.shift, Math.min(element.length, MOST_READ)) : null;
    const missing = isWhole
      ? 'its bytes are not there at this moment'
      : 'not all of its bytes are shown here';
    return {
      id: `${structure.key}/${index}@${placement.id}`,
      kind: element.kind,
      index: index - this.shownElements(placed).from,
      title: element.title,
      first: first + placement.shift,
      length: end - first,
      ...(data === null ? { ...NO_READING, meaning: missing } : element.read(data)),
      children: this.shownFields(placed, element).length,
    };
  }

  /** Places of the fields of an element, or of a structure itself, all of whose bytes are shown. */
  private shownFields({ structure, placement }: Placed, element: Element | null): number[] {
    const start = structure.first + (element?.at ?? 0);
    const fields = element?.fields ?? structure.fields;
    const shown: number[] = [];
    fields.forEach(({ at, length }, i) => {
      if (start + at >= placement.first && start + at + length <= placement.end) shown.push(i);
    });
    return shown;
  }

  private fieldNodes(
    placed: Placed,
    of: { readonly index: number; readonly element: Element } | null,
    first: number,
    count: number,
  ): StructureNode[] {
    const shown = this.shownFields(placed, of?.element ?? null);
    return this.someFields(placed, of, shown.slice(first, first + count));
  }

  private someFields(
    placed: Placed,
    of: { readonly index: number; readonly element: Element } | null,
    places: readonly number[],
  ): StructureNode[] {
    const { structure, placement } = placed;
    const at = of?.element.at ?? 0;
    const bytes = this.read(placed, at, of?.element.length ?? structure.length);
    const fields = of?.element.fields ?? structure.fields;
    const order = this.shownFields(placed, of?.element ?? null);
    const start = structure.first + at;
    const whole =
      of === null ? null : bytes.at(start + placement.shift, Math.min(of.element.length, MOST_READ));
    return places.map((place) => {
      const field = fields[place] as Field;
      const first = start + field.at + placement.shift;
      const data = order.includes(place) ? bytes.at(first, field.length) : null;
      const missing = { ...NO_READING, meaning: 'its bytes are not there at this moment' };
      return {
        id: `${structure.key}/${of === null ? '' : `${of.index}/`}${place}@${placement.id}`,
        kind: 'field',
        index: order.indexOf(place),
        title: field.name,
        first,
        length: field.length,
        ...(data === null ? missing : field.read(data, whole)),
        children: 0,
      };
    });
  }

  /** Bytes of a structure that the placement shows. */
  private read({ structure, space, placement, moment }: Placed, at: number, length: number): BytesAt {
    const first = Math.max(structure.first + at, placement.first);
    const end = Math.max(first, Math.min(structure.first + at + length, placement.end));
    return this.home.read(space, first + placement.shift, end - first, moment);
  }
}
