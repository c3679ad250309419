import { hex, PAGE_SIZE } from '../../../shared/address';
import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { FilePlace } from '../../../shared/kernel-types';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { LinkTarget } from '../../../shared/view-types';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useClipboardStore } from '../../stores/clipboard';
import { useCodeViewStore } from '../../stores/code-view';
import { useKernelViewStore } from '../../stores/kernel-view';
import { byteAt, useSelectionStore, type SelectedByte } from '../../stores/selection';
import { useSpaceViewStore } from '../../stores/space-view';
import { useTimeStore } from '../../stores/time';
import type { RowAction } from './list-model';

/** A place of virtual memory: the low 48 bits of an address. */
export function positionOf(address: string): number {
  return Number(BigInt.asUintN(48, BigInt(address)));
}

/** Where the tables of the kernel file lead, and what they select, on the side whose file they show. */
export function useKernelLinks() {
  const breakpoints = useBreakpointsStore();
  const clipboard = useClipboardStore();
  const code = useCodeViewStore();
  const selection = useSelectionStore();
  const space = useSpaceViewStore();
  const time = useTimeStore();
  const view = useKernelViewStore();

  const isDocument = (): boolean => view.source === DOCUMENT_SOURCE;
  /** The byte of a space of the side that is shown. */
  function byte(of: 'file' | 'virtual', position: number): SelectedByte {
    return { ...byteAt(of, position), ...view.asked };
  }

  function target(of: 'file' | 'virtual', position: number): LinkTarget {
    const { page, offset } = byteAt(of, position);
    return { type: 'memory', space: of, page, offset };
  }

  /** Goes where a link leads, and selects as many bytes there. */
  function follow(link: LinkTarget, count = 1): void {
    if (link.type === 'moment') {
      jump(link.moment);
      return;
    }
    time.follow(link, false, { space: link.space, page: link.page, offset: link.offset, ...view.asked });
    if (count > 1 && selection.byte !== null) selection.selectByte(selection.byte, count);
  }

  /** Shows bytes of the file. */
  function toFile({ offset, length }: FilePlace): void {
    follow(target('file', offset), length);
  }

  /** Shows bytes of the loaded kernel. */
  function toLoaded(address: string, length = 1): void {
    follow(target('virtual', positionOf(address)), length);
  }

  function selectFile({ offset, length }: FilePlace): void {
    selection.selectByte(byte('file', offset), Math.max(length, 1));
  }

  function selectLoaded(address: string, length: number): void {
    selection.selectByte(byte('virtual', positionOf(address)), Math.max(length, 1));
  }

  /** Switches a breakpoint; only the document's load has any. */
  function breakAction(id: string, label: string, on: BreakpointTarget | null): RowAction {
    const same = JSON.stringify(on);
    return {
      id,
      label,
      icon: 'now',
      disabled: on === null || !isDocument(),
      checked: on !== null && breakpoints.list.some(({ target: other }) => JSON.stringify(other) === same),
      run: () => {
        if (on !== null) void breakpoints.toggle(on);
      },
    };
  }

  /** A breakpoint on writes to loaded bytes. */
  function writesTo(address: string | null, length: number): BreakpointTarget | null {
    if (address === null) return null;
    const last = hex(BigInt(address) + BigInt(Math.max(length, 1) - 1));
    return { type: 'range', space: 'virtual', first: address, last, events: ['written'] };
  }

  function fileAction(place: FilePlace | null, label: string): RowAction {
    return {
      id: 'file',
      label,
      icon: 'file',
      disabled: place === null,
      run: () => place !== null && toFile(place),
    };
  }

  function loadedAction(address: string | null, length: number): RowAction {
    return {
      id: 'loaded',
      label: 'Show in memory',
      icon: 'memory',
      disabled: address === null,
      run: () => address !== null && toLoaded(address, length),
    };
  }

  /** Shows the page of an address in the address space; only the document's is drawn. */
  function rangeAction(address: string | null): RowAction {
    return {
      id: 'range',
      label: 'Show in the address space',
      icon: 'segment',
      disabled: address === null || !isDocument(),
      run: () => address !== null && space.showPage(Math.floor(positionOf(address) / PAGE_SIZE)),
    };
  }

  function codeAction(address: string | null): RowAction {
    return {
      id: 'code',
      label: 'Disassemble',
      icon: 'code',
      disabled: address === null || !isDocument(),
      run: () => address !== null && code.show(positionOf(address)),
    };
  }

  function copyAction(id: string, label: string, text: string): RowAction {
    return { id, label, icon: 'copy', disabled: text === '', run: () => void clipboard.copy(text) };
  }

  /** Goes to a moment: of the document, or of what is shown of another kernel's memory. */
  function jump(moment: number, address: string | null = null): void {
    if (isDocument()) time.jump(moment);
    else
      time.follow(
        { type: 'moment', moment },
        false,
        address === null ? byte('file', 0) : byte('virtual', positionOf(address)),
      );
  }

  return {
    isDocument,
    follow,
    toFile,
    toLoaded,
    selectFile,
    selectLoaded,
    jump,
    breakAction,
    writesTo,
    fileAction,
    loadedAction,
    rangeAction,
    codeAction,
    copyAction,
  };
}

export type KernelLinks = ReturnType<typeof useKernelLinks>;
