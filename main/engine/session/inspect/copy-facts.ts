import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { Fact } from '../../../../shared/view-types';
import { count } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { frameLink, virtualLink } from '../links';
import { copyAt } from '../history/frame-copy';
import { neighbourText, sharersOf, sharerText, type Sharer } from '../history/remarks';

/** Lines of one kind; hostile files have thousands of pages that show one frame. */
const MOST_LINES = 3;

/** Of a frame that is a copy: where it comes from, who still shows that frame, and what the copy brought along. */
export function copyFacts(view: LoadView, frame: number, moment: number): Fact[] {
  const copy = copyAt(view, frame, moment);
  if (copy === null) return [];
  const { op, source, neighbours } = copy;
  const sharers = sharersOf(view, source, moment);
  return [
    { label: 'Copied at', value: count(op + 1), link: { type: 'moment', moment: op + 1 }, mono: true },
    { label: 'Copy of', value: hex(source * PAGE_SIZE), link: frameLink(source), mono: true },
    ...atMost(sharers, 'pages', (sharer) => sharerFact('Shown by', sharer)),
    ...atMost(neighbours, 'runs of bytes', (neighbour) => ({
      label: 'Brought',
      value: neighbourText(neighbour),
      link: frameLink(frame, neighbour.first),
    })),
  ];
}

/** Other pages that show the frame of a page. */
export function sharerFacts(view: LoadView, frame: number, page: number, moment: number): Fact[] {
  const others = sharersOf(view, frame, moment).filter((sharer) => sharer.page !== page);
  return atMost(others, 'pages', (sharer) => sharerFact('Shared', sharer));
}

function sharerFact(label: string, sharer: Sharer): Fact {
  return { label, value: sharerText(sharer), link: virtualLink(virtOfPage(sharer.page)), mono: true };
}

function atMost<T>(things: readonly T[], what: string, fact: (thing: T) => Fact): Fact[] {
  const rest = things.length - MOST_LINES;
  const facts = things.slice(0, MOST_LINES).map(fact);
  return rest > 0 ? [...facts, { label: '', value: `and ${count(rest)} more ${what}` }] : facts;
}
