/** What belongs together is measured together, in a process of its own: one group's garbage slows no other. */
import type { Measured, RowSpec } from './row';

/** Something that a measurement needs from outside: where it is, or why it is not there. */
export type Tool = { readonly path: string } | { readonly reason: string };

/** Everything that a group may need. */
export const TOOL_NAMES = ['oracle', 'vmlinux', 'rustKernel', 'electron', 'application'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** What a group finds when it runs. */
export interface World {
  /** The repository. */
  readonly root: string;
  /** Folder of the built benchmark, in which the workers lie. */
  readonly built: string;
  /** An empty folder for the group's files, on the disk that memory images are on. */
  readonly folder: string;
  readonly tools: Readonly<Record<ToolName, Tool>>;
}

/** Rows that are measured in one process. */
export interface Group {
  readonly name: string;
  /** By keys of the group's own. */
  readonly rows: Readonly<Record<string, RowSpec | undefined>>;
  /** What is to be had before the group runs; it runs all the same where that fails. */
  readonly needs: readonly ToolName[];
  /** The runtime of the group's process. */
  readonly runtime: 'node' | 'electron';
  /** Measures every row, by key; what belongs to no row is left aside. */
  measure(world: World): Promise<Readonly<Record<string, Measured>>>;
}

/** The names of `needs` that are missing, with reasons, in one text; `null` where all are there. */
export function missing(world: World, needs: readonly ToolName[]): string | null {
  const reasons = needs.flatMap((need) => {
    const tool = world.tools[need];
    return 'reason' in tool ? [tool.reason] : [];
  });
  return reasons.length === 0 ? null : reasons.join('; ');
}

/** The rows of a group with their keys, in order. */
export function rowsOf({ rows }: Group): [key: string, spec: RowSpec][] {
  return Object.entries(rows).flatMap(([key, spec]) => (spec === undefined ? [] : [[key, spec]]));
}
