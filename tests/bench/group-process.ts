/** Entry of the process that measures one group: `group-process.cjs NAME`, the world comes as a message. */
import { GROUPS, GROUPS_ON_REQUEST } from './groups';
import type { World } from './group';
import type { Measured } from './row';

/** What the process answers. */
export type GroupAnswer =
  { readonly measured: Readonly<Record<string, Measured>> } | { readonly failure: string };

async function answer(world: World): Promise<GroupAnswer> {
  const group = [...GROUPS, ...GROUPS_ON_REQUEST].find(({ name }) => name === process.argv[2]);
  if (group === undefined) return { failure: `there is no group ${process.argv[2]}` };
  try {
    return { measured: await group.measure(world) };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// Nobody would hear the answer.
process.once('disconnect', () => process.exit());
process.once('message', (world: World) => {
  void answer(world).then((message) => process.send?.(message, () => process.disconnect()));
});
