import { defineStore } from 'pinia';
import type { DataRow, Side, SpaceBytes, StructureNode } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import { call } from '../api/client';

/** Questions about bytes and what they are part of, of any side and moment. As in the store `engine`, nothing is kept. */
export const useMemoryDataStore = defineStore('memoryData', () => {
  function bytes(
    { source, moment }: Side,
    space: MemorySpace,
    first: number,
    length: number,
  ): Promise<SpaceBytes> {
    return call('memory.bytes', { source, moment, space, first, length });
  }

  /** What only the engine can read in the bytes at a position. */
  function dataRows({ source, moment }: Side, space: MemorySpace, position: number): Promise<DataRow[]> {
    return call('inspect.data', { source, moment, space, position });
  }

  /** The structures that a byte lies in, outermost first, with element and field. */
  function structuresAt(
    { source, moment }: Side,
    space: MemorySpace,
    position: number,
  ): Promise<StructureNode[]> {
    return call('structures.at', { source, moment, space, position });
  }

  /** The structures with bytes in `count` pages from the `first` on. */
  function structuresIn(
    { source, moment }: Side,
    space: MemorySpace,
    first: number,
    count: number,
  ): Promise<StructureNode[]> {
    return call('structures.inPages', { source, moment, space, first, count });
  }

  /** Elements or fields of a structure, from the `first` on. */
  function structureParts(
    { source, moment }: Side,
    space: MemorySpace,
    id: string,
    first: number,
    count: number,
  ): Promise<StructureNode[]> {
    return call('structures.children', { source, moment, space, id, first, count });
  }

  return { bytes, dataRows, structuresAt, structuresIn, structureParts };
});
