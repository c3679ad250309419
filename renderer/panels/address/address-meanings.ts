/** What a typed text can mean as an address: of the document all that it can be gone to, of another kernel its symbols. */
import { hex, offsetInPage, pageOfVirt } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import type { SymbolRow } from '../../../shared/kernel-types';
import type { GotoTarget } from '../../../shared/view-types';
import type { useEngineStore } from '../../stores/engine';

/** Meanings that are listed. */
const MOST = 8;
/** Symbols among which the best ones are looked for. */
const MOST_ROWS = 500;

type Asked = Pick<ReturnType<typeof useEngineStore>, 'resolve' | 'findSymbols' | 'symbols'>;

/** The meanings of a text, the best ones first. */
export async function meaningsOf(
  engine: Asked,
  source: number,
  text: string,
  moment: number,
): Promise<GotoTarget[]> {
  const all =
    source === DOCUMENT_SOURCE ? await engine.resolve(text, moment) : await symbolsOf(engine, source, text);
  // A text can mean places in several spaces: only those of memory have a page.
  return all.filter(({ target }) => target.type === 'memory' && target.space !== 'file').slice(0, MOST);
}

/** `main`, or `main+0x10`. */
async function symbolsOf(engine: Asked, source: number, text: string): Promise<GotoTarget[]> {
  const [, part = '', distance] = /^(.*?)\s*(?:\+\s*(0x[\da-f]+|\d+))?$/i.exec(text) ?? [];
  if (part === '') return [];
  const query = { text: part, types: [], sort: 'name', descending: false } as const;
  let found = await engine.findSymbols({ source, query });
  // Names are looked through piece by piece.
  while (found.pending > 0) found = await engine.findSymbols({ source, query });
  const rows = await engine.symbols({ source, query, first: 0, count: MOST_ROWS });
  return rows
    .flatMap((row) => (row.loaded === null || row.name === '' ? [] : [{ row, loaded: BigInt(row.loaded) }]))
    .sort((a, b) => rank(a.row, part) - rank(b.row, part))
    .map(({ row, loaded }) => meaning(row, loaded, distance));
}

/** 0 for the very name, 1 for one that begins so, 2 for others. */
function rank({ name, shown }: SymbolRow, part: string): number {
  if (name === part || shown === part) return 0;
  return shown.startsWith(part) ? 1 : 2;
}

function meaning(row: SymbolRow, loaded: bigint, distance: string | undefined): GotoTarget {
  const address = BigInt.asUintN(64, loaded + BigInt(distance ?? 0));
  const target = {
    type: 'memory',
    space: 'virtual',
    page: pageOfVirt(address),
    offset: offsetInPage(address),
  } as const;
  const label = distance === undefined ? row.shown : `${row.shown}+${distance}`;
  return { kind: 'symbol', label, detail: hex(address), target };
}
