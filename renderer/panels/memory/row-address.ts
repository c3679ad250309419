/** What stands in the address and the symbol column of a row. */
import type { PageBase, PageView } from '../../../shared/view-types';
import type { HexAddress } from '../../components/hex/hex-lines';
import { addressDigits, paddedAddress } from './address-text';
import type { ViewSettings } from './view-settings';

type Place = Pick<PageView, 'space' | 'page' | 'bases'>;

/** The address of the row at `offset`; from its segment or symbol where it has one and that is asked for. */
export function addressOf(view: Place, offset: number, offsets: ViewSettings['offsets']): HexAddress {
  const { zeros, digits } = paddedAddress(view.space, view.page, offset);
  const name = `0x${digits}`;
  const bases = offsets === 'segment' ? view.bases?.segments : view.bases?.symbols;
  const base = offsets === 'absolute' ? null : baseAt(bases ?? [], offset);
  if (base === null) return { lead: zeros, digits, name };
  const into = `+0x${(base.into + offset - base.offset).toString(16)}`;
  return { lead: base.name, digits: into, name: `${base.name} ${into}, ${name}` };
}

/** The nearest symbol at or before a row, e.g. `main+0x10`; empty where there is none. */
export function symbolOf(view: Place, offset: number): string {
  const base = baseAt(view.bases?.symbols ?? [], offset);
  if (base === null) return '';
  const into = base.into + offset - base.offset;
  return into === 0 ? base.name : `${base.name}+0x${into.toString(16)}`;
}

/** What a byte of a page lies in. */
function baseAt(bases: readonly PageBase[], offset: number): PageBase | null {
  let found: PageBase | null = null;
  for (const base of bases) {
    if (base.offset > offset) break;
    found = base;
  }
  return found === null || found.name === '' ? null : found;
}

/** Makes addresses of the bytes of a page, cheaply: all begin alike. */
export function addressesIn(view: Pick<PageView, 'space' | 'page'>): (offset: number) => string {
  const start = addressDigits(view.space, view.page, 0);
  if (start.length <= 3) return (offset) => `0x${offset.toString(16)}`;
  const prefix = `0x${start.slice(0, -3)}`;
  return (offset) => prefix + offset.toString(16).padStart(3, '0');
}
