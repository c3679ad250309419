import type { StructureNode } from '../../../shared/memory-types';
import type { ByteRun } from '../memory/decorations';

/** Outlines of structures: one round each, and fields in turns. */
export function structureRuns(
  structures: readonly StructureNode[],
  fields: readonly StructureNode[],
): ByteRun[] {
  return [
    ...structures.map((node) => runOf(node, 'structure')),
    ...fields.map((field, i) => runOf(field, i % 2 === 0 ? 'field-even' : 'field-odd')),
  ];
}

function runOf(node: StructureNode, look: string): ByteRun {
  const words = nodeWords(node);
  const tip = words === '' ? node.title : `${node.title}: ${words}`;
  return { first: node.first, end: node.first + node.length, look, name: node.title, tip };
}

/** Value and meaning of a node in one line. */
export function nodeWords({ value, meaning }: Pick<StructureNode, 'value' | 'meaning'>): string {
  return [value, meaning].filter((text) => text !== '').join(', ');
}
