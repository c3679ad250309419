import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { AddressView, SpacePart } from '../../../shared/table-types';
import { formatBytes, formatCount } from '../../composables/format';
import { pagesIn, type PageWindow } from '../../stores/page-window';
import { rightsText } from '../page-table/entry-text';
import { pagesOfRun, slotName, type SlotRun } from './slot-runs';

/** Parts that a screen reader is told of a strip. */
const MOST_TOLD = 12;

/** How much a window shows, e.g. `4.2 MiB`. */
export function sizeText(window: PageWindow): string {
  return formatBytes(pagesIn(window) * PAGE_SIZE);
}

/** The part that holds a page; what covers others does not count. */
export function partAt(parts: readonly SpacePart[], page: number): SpacePart | null {
  return (
    parts.find((part) => part.kind !== 'relro' && part.page <= page && page < part.page + part.pages) ?? null
  );
}

/** What a page is, for the tooltip. @param look what is known of its address, once that was asked for */
export function pageText(page: number, parts: readonly SpacePart[], look: AddressView | null): string {
  const address = hex(virtOfPage(page));
  const part = partAt(parts, page);
  const relro = parts.some(
    ({ kind, page: first, pages }) => kind === 'relro' && first <= page && page < first + pages,
  );
  if (part === null || part.kind === 'gap') {
    const size = part === null ? '' : `, in a gap of ${formatBytes(part.pages * PAGE_SIZE)}`;
    return `${address}\nnot mapped${size}`;
  }
  const known = look !== null && look.virt === address ? look : null;
  const inIt = known === null ? [] : [known.section, known.symbol].filter((name) => name !== '');
  return [
    address,
    `${part.label}${relro ? ', RELRO' : ''}`,
    `${rightsText(part.rights)}, ${formatCount(part.pages)} ${part.pages === 1 ? 'page' : 'pages'}`,
    ...(inIt.length > 0 ? [inIt.join(', ')] : []),
  ].join('\n');
}

/** What level 4 entries are, for the tooltip. */
export function runText(run: SlotRun): string {
  const { first, end } = pagesOfRun(run);
  const range = `${hex(virtOfPage(first))}–${hex(virtOfPage(end - 1, PAGE_SIZE - 1))}`;
  const pages = run.pages === 0 ? [] : [`${formatCount(run.pages)} pages are mapped`];
  return [`${slotName(run)}: ${run.state}`, range, ...pages, ...(run.reason === '' ? [] : [run.reason])].join(
    '\n',
  );
}

/** What a strip shows, to be read aloud. */
export function stripText(window: PageWindow, parts: readonly SpacePart[]): string {
  const told = parts.slice(0, MOST_TOLD).map(({ label, page, pages }) => {
    return `${label} from ${hex(virtOfPage(page))}, ${formatBytes(pages * PAGE_SIZE)}`;
  });
  const rest = parts.length - told.length;
  const more = rest > 0 ? [`and ${formatCount(rest)} more`] : [];
  return `${sizeText(window)} from ${hex(virtOfPage(window.first))}: ${[...told, ...more].join('; ')}`;
}
