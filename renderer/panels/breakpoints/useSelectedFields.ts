import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import { useDocumentStore } from '../../stores/document';
import { useSelectionStore, type SelectedByte } from '../../stores/selection';
import { useSourceStore } from '../../stores/source';
import { useTimeStore } from '../../stores/time';
import type { BreakpointFields } from './breakpoint-fields';

type Fields = Partial<BreakpointFields>;

/** The range of bytes from a selected one on; bytes of the file are those of memory that hold them. */
function rangeFields(byte: SelectedByte, length: number, kernelAddress: string): Fields {
  const inSpace = BigInt(byte.page) * BigInt(PAGE_SIZE) + BigInt(byte.offset);
  const virtual = byte.space === 'virtual';
  const virt = virtOfPage(byte.page, byte.offset) as bigint;
  const phys = byte.space === 'file' ? BigInt(kernelAddress) + inSpace : inSpace;
  const first = virtual ? virt : phys;
  const last = length > 1 ? hex(first + BigInt(length) - 1n) : '';
  const fields: Fields = { type: 'range', space: virtual ? 'virtual' : 'physical', first: hex(first), last };
  if (virtual) fields.virt = hex(first);
  else fields.frame = hex(first - (first % BigInt(PAGE_SIZE)));
  return fields;
}

/** What is selected or at hand, as fields for a new breakpoint. */
export function useSelectedFields(): () => Fields {
  const documents = useDocumentStore();
  const selection = useSelectionStore();
  const source = useSourceStore();
  const time = useTimeStore();

  /** The call stack names what the step is about: `#214`, `LOAD 2`. */
  function fromStack(): Fields {
    const stack = time.where?.stack ?? [];
    const fields: Fields = {};
    const chosen = stack[selection.stackFrame] ?? stack[0];
    if (chosen !== undefined) fields.name = chosen.name;
    for (const { args } of stack) {
      const [, relocation] = /#([\d,]+)/.exec(args) ?? [];
      const [, segment] = /LOAD (\d+)/.exec(args) ?? [];
      if (relocation !== undefined) fields.firstIndex ??= relocation.replace(/,/g, '');
      if (segment !== undefined) fields.segment ??= segment;
    }
    return fields;
  }

  return () => {
    const page = time.where?.page ?? null;
    const line = source.stopFrom(source.cursorLine);
    const { byte, entry } = selection;
    return {
      ...fromStack(),
      ...(page === null ? {} : { virt: hex(virtOfPage(page) as bigint) }),
      ...(line === null ? {} : { file: source.shown, line: String(line) }),
      ...(selection.spanKind === null ? {} : { kind: selection.spanKind }),
      ...(entry === null ? {} : { type: 'entry' as const, level: entry.level, virt: entry.virt }),
      ...(byte === null
        ? {}
        : rangeFields(byte, selection.length, documents.summary?.kernelAddress ?? '0x0')),
    };
  };
}
