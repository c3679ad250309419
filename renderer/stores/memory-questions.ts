import type { CallResult } from '../../shared/contract';
import type { Extent, ExtentKind, JobState, Side, SpaceBytes } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import { call } from '../api/client';
import { cancelJob } from './cancel-job';
import { shownBytes } from './unloaded-edits';

/** Bytes of a space of a side. */
export interface SideRange {
  readonly side: Side;
  readonly space: MemorySpace;
  readonly first: number;
  readonly length: number;
}

/** Questions about selected bytes, of the engine store. */
export function memoryQuestions() {
  /** Bytes of a side as they are shown, at most 16 MiB at once, and which of them are missing. */
  async function bytes({ side, space, first, length }: SideRange): Promise<SpaceBytes> {
    const read = await call('memory.bytes', { ...side, space, first, length });
    return shownBytes({ side, space, first }, read);
  }

  /** What of a kind a byte belongs to. */
  function extent(
    side: Side,
    space: MemorySpace,
    position: number,
    kind: ExtentKind,
  ): Promise<Extent | null> {
    return call('memory.extent', { ...side, space, position, kind });
  }

  /** Begins to work out statistics. @param sha256 whether the hash is wanted, which takes long for much memory */
  function startStatistics(range: SideRange, sha256: boolean): Promise<JobState> {
    return call('statistics.start', { ...range, sha256 });
  }

  function statistics(job: number): Promise<CallResult<'statistics.state'>> {
    return call('statistics.state', { job });
  }

  /** Ends work in the background. */
  return { bytes, extent, startStatistics, statistics, cancelJob };
}
