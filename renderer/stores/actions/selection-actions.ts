import type { MenuCommand } from '../../../shared/contract';
import type { ExtentKind } from '../../../shared/memory-types';
import { useCopyAsStore } from '../copy-as';
import { useExportStore } from '../export';
import { useFollowPointer } from '../follow-pointer';
import { useSelectingStore } from '../selecting';

type Names = Extract<
  MenuCommand,
  `memory.select.${string}` | 'memory.followPointer' | 'memory.copyAs' | 'memory.save'
>;
export type SelectionActions = Readonly<Record<Names, () => void>>;

/** What commands do with selected bytes. */
export function selectionActions(): SelectionActions {
  const copyAs = useCopyAsStore();
  const exports = useExportStore();
  const follow = useFollowPointer();
  const selecting = useSelectingStore();
  const extent = (kind: ExtentKind) => () => void selecting.selectExtent(kind);
  function save(): void {
    if (selecting.selected !== null) void exports.runBytes(selecting.selected);
  }

  // What acts on the selection waits for the keys that select.
  return {
    'memory.select.range': () => (selecting.rangeAsked = true),
    'memory.select.all': selecting.selectAll,
    'memory.select.page': extent('page'),
    'memory.select.segment': extent('segment'),
    'memory.select.section': extent('section'),
    'memory.select.symbol': extent('symbol'),
    'memory.select.object': extent('object'),
    'memory.followPointer': () => void selecting.settled().then(() => follow()),
    'memory.copyAs': () => void selecting.settled().then(() => (copyAs.asked = true)),
    'memory.save': () => void selecting.settled().then(save),
  };
}
