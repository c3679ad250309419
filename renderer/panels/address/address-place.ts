/** Which address the panel is about: what was asked for, else what is selected, else the page of the step. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { AddressView, TreeOf } from '../../../shared/table-types';
import type { LookedAt } from '../../stores/address-view';
import type { useEngineStore } from '../../stores/engine';
import type { SelectedByte, SelectedEntry } from '../../stores/selection';

/** What is to be looked at. */
export type Subject = {
  readonly source: number;
  readonly root?: number | undefined;
  readonly moment: number | null;
} & (
  | { readonly type: 'virtual'; readonly virt: string }
  /** A byte of physical memory, or of the kernel file, which may be mapped somewhere. */
  | { readonly type: 'physical' | 'file'; readonly position: number }
);

/** What was found. */
export interface Looked {
  readonly subject: Subject;
  readonly tree: TreeOf;
  /** `null` where no page shows the byte. */
  readonly view: AddressView | null;
  /** Why there is no address, or how it was found; may be empty. */
  readonly note: string;
}

/** What is selected or asked for, as a subject. */
export function subjectOf(
  shown: LookedAt | null,
  selected: { readonly byte: SelectedByte | null; readonly entry: SelectedEntry | null },
  page: number | null,
): Subject | null {
  if (shown !== null) {
    const { source, root } = shown;
    const of = { source, root, moment: null };
    if ('virt' in shown) return { type: 'virtual', virt: shown.virt, ...of };
    return { type: 'physical', position: shown.physical, ...of };
  }
  const { byte, entry } = selected;
  const own = { source: DOCUMENT_SOURCE, moment: null };
  if (entry !== null) return { type: 'virtual', virt: entry.virt, ...own };
  if (byte !== null) {
    const of = { source: byte.source ?? DOCUMENT_SOURCE, moment: byte.moment ?? null };
    if (byte.space === 'virtual')
      return { type: 'virtual', virt: hex(virtOfPage(byte.page, byte.offset)), ...of };
    return { type: byte.space, position: byte.page * PAGE_SIZE + byte.offset, ...of };
  }
  return page === null ? null : { type: 'virtual', virt: hex(virtOfPage(page)), ...own };
}

/** Looks at a subject. @param momentOf the moment at which a source is looked at where the subject names none */
export async function look(
  engine: ReturnType<typeof useEngineStore>,
  subject: Subject,
  momentOf: (source: number) => number,
): Promise<Looked> {
  const { source, root } = subject;
  const moment = subject.moment ?? momentOf(source);
  const tree: TreeOf = { source, moment, ...(root === undefined ? {} : { root }) };
  if (subject.type === 'virtual') {
    return { subject, tree, view: await engine.lookAt({ ...tree, virt: subject.virt }), note: '' };
  }
  const { position } = subject;
  if (subject.type === 'file') {
    const found = await engine.counterpart({ source, moment }, 'file', position, 'virtual');
    if (found.position === null) {
      return { subject, tree, view: null, note: `Byte ${hex(position)} of the file: ${found.note}` };
    }
    const virt = hex(virtOfPage(Math.floor(found.position / PAGE_SIZE), found.position % PAGE_SIZE));
    const note = `Byte ${hex(position)} of the file. ${found.note}`.trim();
    return { subject, tree, view: await engine.lookAt({ ...tree, virt }), note };
  }
  const frame = Math.floor(position / PAGE_SIZE);
  const { total, rows } = await engine.aliases({ ...tree, frame, first: 0, count: 1 });
  const [first] = rows;
  if (first === undefined) {
    return {
      subject,
      tree,
      view: null,
      note: `No page shows the frame at ${hex(frame * PAGE_SIZE)} at this moment.`,
    };
  }
  const virt = hex(virtOfPage(first.page, position % PAGE_SIZE));
  const note = `Physical ${hex(position)}${total > 1 ? `: the first of ${total} pages that show it` : ''}.`;
  return { subject, tree, view: await engine.lookAt({ ...tree, virt }), note };
}
