import type { EngineCalls } from '../../../../shared/contract';
import { addressOf } from '../tables/table-calls';
import { Trees } from '../tables/trees';
import type { Workbench } from '../workbench';
import { lookAt } from './address-look';
import { aliasesOf } from './aliases';

/** Everything about one address. */
export function addressCalls(bench: Workbench): Pick<EngineCalls, 'address.look' | 'address.aliases'> {
  const trees = Trees.of(bench);
  return {
    'address.look': ({ virt, ...params }) => lookAt(trees.tree(params), addressOf(virt)),
    'address.aliases': ({ frame, first, count, ...params }) =>
      aliasesOf(trees.tree(params), frame, first, count),
  };
}
