import { hex, isCanonical, PAGE_SIZE, pageOfVirt, parseAddress } from '../../../shared/address';
import type { GotoTarget } from '../../../shared/view-types';
import { SPAN } from '../trace/codes';
import { count, spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { frameLink, virtualLink } from './inspect-moment';

const MOST_SYMBOLS = 12;

/**
 * What a typed text can mean, best first: `#214` a relocation, `op 3377`, `step 12`, an address in each space
 * where it exists, a symbol.
 */
export function resolveGoto(view: LoadView, text: string, moment: number): GotoTarget[] {
  const typed = text.trim();
  if (typed === '') return [];
  return [
    ...numbered(view, typed),
    ...addresses(view, typed, moment),
    ...stagesNamed(view, typed),
    ...symbolsNamed(view, typed),
  ];
}

/** `#n`, `relocation n`, `op n`, `step n`, `50%`. */
function numbered(view: LoadView, typed: string): GotoTarget[] {
  const { steps, spans, opCount } = view.trace;
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(typed);
  if (percent) {
    const target = Math.round((opCount * Math.min(100, Number(percent[1]))) / 100);
    return [momentTarget(`${typed} of the load`, `op ${count(target)}`, target)];
  }
  const match = /^(#|relocation|op|moment|step)\s*([\d,]+)$/i.exec(typed);
  if (!match) return [];
  const number = Number((match[2] ?? '').replace(/,/g, ''));
  const word = (match[1] ?? '').toLowerCase();
  if (word === 'op' || word === 'moment') {
    if (number > opCount) return [];
    return [momentTarget(`Op ${count(number)}`, `of ${count(opCount)}`, number)];
  }
  if (word === 'step') {
    if (number < 1 || number > steps.length) return [];
    const span = steps.span(number - 1);
    return [momentTarget(`Step ${count(number)}`, spanTitle(view, span).label, spans.endOp(span))];
  }
  return relocationNumbered(view, number);
}

function relocationNumbered(view: LoadView, number: number): GotoTarget[] {
  const { spans } = view.trace;
  const found: GotoTarget[] = [];
  for (let span = 0; span < spans.length; span++) {
    if (spans.kind[span] !== SPAN.relocation || spans.subject[span] !== number) continue;
    const { label } = spanTitle(view, span);
    found.push(momentTarget(`Relocation ${label}`, '', spans.endOp(span)));
  }
  return found.slice(0, 4);
}

function addresses(view: LoadView, typed: string, moment: number): GotoTarget[] {
  const plus = /^(.+?)\s*\+\s*(0x[0-9a-f]+|\d+)$/i.exec(typed);
  const base = parseAddress(plus?.[1] ?? typed);
  if (base === null) return plus ? symbolPlus(view, plus[1] ?? '', BigInt(plus[2] ?? '0')) : [];
  const address = base + BigInt(plus?.[2] ?? '0');
  const targets: GotoTarget[] = [];
  if (isCanonical(address)) {
    const mapped = view.tables.translate(pageOfVirt(address), moment) !== null;
    const detail = mapped ? (view.symbolAt(address) ?? 'mapped') : 'not mapped at this moment';
    const target = { label: `Virtual ${hex(address)}`, detail, target: virtualLink(address) };
    if (mapped) targets.unshift(target);
    else targets.push(target);
  }
  if (address < BigInt(view.frameCount) * BigInt(PAGE_SIZE)) {
    const frame = Number(address / BigInt(PAGE_SIZE));
    const target = frameLink(frame, Number(address % BigInt(PAGE_SIZE)));
    targets.push({
      label: `Physical ${hex(address)}`,
      detail: view.owners.ownerOf(frame, moment).kind,
      target,
    });
  }
  if (address < BigInt(view.elf.length)) {
    const page = Number(address / BigInt(PAGE_SIZE));
    const offset = Number(address % BigInt(PAGE_SIZE));
    targets.push({
      label: `File offset ${hex(address)}`,
      detail: '',
      target: { type: 'memory', space: 'file', page, offset },
    });
  }
  return targets;
}

function symbolPlus(view: LoadView, name: string, distance: bigint): GotoTarget[] {
  const symbol = view.symbols.named(name.trim());
  if (symbol === null) return [];
  const address = BigInt.asUintN(64, symbol.address + view.offset + distance);
  return [{ label: `${symbol.name}+${hex(distance)}`, detail: hex(address), target: virtualLink(address) }];
}

function stagesNamed(view: LoadView, typed: string): GotoTarget[] {
  const wanted = typed.toLowerCase();
  const { stages, spans } = view.trace;
  return stages
    .map((span) => ({ span, ...spanTitle(view, span) }))
    .filter(({ label }) => label.toLowerCase().startsWith(wanted))
    .map(({ span, label, detail }) => momentTarget(label, detail, (spans.firstOp[span] as number) + 1));
}

function symbolsNamed(view: LoadView, typed: string): GotoTarget[] {
  return view.symbols.search(typed, MOST_SYMBOLS).map((symbol) => {
    const address = BigInt.asUintN(64, symbol.address + view.offset);
    return { label: symbol.name, detail: hex(address), target: virtualLink(address) };
  });
}

function momentTarget(label: string, detail: string, moment: number): GotoTarget {
  return { label, detail, target: { type: 'moment', moment } };
}
