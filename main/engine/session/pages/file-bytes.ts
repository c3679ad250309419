import { PAGE_SIZE } from '../../../../shared/address';
import type { LoadView } from '../../trace/load-view';
import { fileOffsetOf } from '../../trace/ownership';

/**
 * How many bytes of a frame of the file are the file's. Of the last frame often not all: it takes memory as a whole, and
 * what lies in it behind the end of the file nothing has touched.
 */
export function fileBytesIn(view: LoadView, frame: number): number {
  if (frame !== view.endFileFrame - 1) return PAGE_SIZE;
  return view.elf.length - fileOffsetOf(frame, view.firstFileFrame);
}
