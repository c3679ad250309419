import { hex, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { SpanKind } from '../../../../shared/trace-types';
import { OP } from '../../trace/codes';
import { count } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { rightsOfPage } from '../rights';

/** One or two sentences on what a step does and why the loader does it. */
export function explainStep(view: LoadView, step: number, kind: SpanKind): string {
  switch (kind) {
    case 'check':
      return view.trace.spans.parent[step] === view.trace.stages[0]
        ? 'The loader checks that the file lies on a page border and that each program header is sound.'
        : 'The loader looks and finds nothing to do in this stage.';
    case 'checkHeader':
      return 'The loader checks the file header: its size, its version, and that its tables lie in the file.';
    case 'chooseOffset':
      return chooseOffsetSentence(view);
    case 'markSegments':
      return 'The level 4 entries that the headers reach into are marked as used, so that nothing else is put there.';
    case 'mapPage':
      return mapPageSentence(view, step);
    case 'bssEdge':
      return (
        'The last page with file bytes also holds the first zeros of the bss. Its frame in the file may show the ' +
        'next segment too, so it is copied before the tail is zeroed.'
      );
    case 'bssPage':
      return 'A page of bss has no bytes in the file: it gets a frame of its own, filled with zeros.';
    case 'tlsTemplate':
      return 'The loader notes where the template for thread-local storage lies; it maps nothing for it.';
    case 'relocation':
      return relocationSentence(view, step);
    case 'readOnly':
      return 'The page lies in the RELRO range, rounded outwards to whole pages: after the relocations it loses WRITABLE.';
    case 'entryPoint':
      return entrySentence(view);
    case 'flagCleared':
      return 'COPIED was the loader’s own mark for a page that already has its private frame; it goes before the kernel starts.';
    default:
      return '';
  }
}

function chooseOffsetSentence(view: LoadView): string {
  switch (view.elfFile?.header.type) {
    case 'SharedObject':
      return (
        'The kernel is position-independent: the loader takes the first free level 4 entries that hold all ' +
        'its segments and moves the kernel there.'
      );
    case 'Executable':
      return 'The kernel names its addresses itself (ET_EXEC): nothing is added to them.';
    default:
      return 'The loader places files of type ET_EXEC and ET_DYN only.';
  }
}

/** Where the kernel starts, and whether the processor could start there. */
function entrySentence(view: LoadView): string {
  const done = 'The load is done: the bootloader switches to the new page table and jumps to this address.';
  const rights = rightsOfPage(view, pageOfVirt(view.entryPoint), view.trace.opCount);
  if (rights === 'not mapped') {
    return `${done} No page is mapped there, so the first instruction faults: the kernel expects another way in.`;
  }
  return rights.includes('X') ? done : `${done} The page is not executable, so the first instruction faults.`;
}

function mapPageSentence(view: LoadView, step: number): string {
  const { ops, spans } = view.trace;
  let tables = 0;
  for (let op = spans.firstOp[step] as number; op < spans.endOp(step); op++) {
    if (ops.kind[op] === OP.frameAllocated) tables++;
  }
  const made =
    tables === 0
      ? ''
      : ` ${count(tables)} page ${tables === 1 ? 'table is' : 'tables are'} missing and made first.`;
  return `The page is mapped to a frame of the kernel file itself: nothing is copied.${made}`;
}

function relocationSentence(view: LoadView, step: number): string {
  const { ops, spans } = view.trace;
  for (let op = spans.firstOp[step] as number; op < spans.endOp(step); op++) {
    if (ops.kind[op] !== OP.frameCopied) continue;
    const from = hex((ops.at[op] as number) * PAGE_SIZE);
    const owner = view.owners.ownerOf(ops.at[op] as number, op);
    return owner.kind === 'file'
      ? `Stores an address of the moved kernel. The page still shows frame ${from} of the kernel file, so it gets a frame of its own first.`
      : `Stores an address of the moved kernel. The page's frame ${from} is not marked COPIED, so the loader copies it once more before it writes.`;
  }
  return 'Stores an address of the moved kernel. The page already has a frame of its own.';
}
