import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { finishJobs, workbenchOf } from '../../../../fixtures/workbench';
import { HostileCalls } from '../../../../fuzz/hostile-calls';
import { Random } from '../../../../fuzz/random';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Attaches a kernel and a dump, asks everything about them, and detaches them. @returns what is to be gone then */
function attachAskDetach(bench: Workbench, seed: number): WeakRef<object>[] {
  const session = openSession({ elf: SAMPLE_ELF.slice(), machine: SMALL_MACHINE });
  const { side } = session;
  const { id } = bench.attach(side, {
    kind: 'kernel',
    name: 'k',
    path: '/k',
    fileSize: SAMPLE_ELF.length,
    address: '0x0',
    spaces: side.spaces,
    lastMoment: side.lastMoment,
    physicalSize: '0x4000000',
    virtualAddressOffset: null,
    message: null,
  });
  const dump = new DumpSide(new TestDumpFile(new Uint8Array(16 * 4096)), {
    space: 'physical',
    address: '0x0',
  });
  const other = bench.attach(dump, dump.about('memory.img')).id;
  const moment = side.lastMoment;
  const edges = Float64Array.of(0, 512, 2 ** 20);
  for (const source of [id, other]) {
    const at = { source, moment: source === id ? moment : 0, root: source === id ? undefined : 1 };
    bench.calls['memory.overview']({ ...at, space: 'physical', edges, against: { source: 0, moment: 0 } });
    bench.calls['address.look']({ ...at, virt: '0x8000001000' });
    bench.calls['code.rows']({ ...at, position: 0x80_0000_1000, before: 5, after: 5 });
    bench.calls['diff.start']({
      left: { source: 0, moment: 0 },
      right: at,
      space: 'physical',
      shift: 0,
    });
  }
  const hostile = new HostileCalls(bench, new Random(seed, 0));
  for (let i = 0; i < 150; i++) hostile.ask();
  bench.calls['sources.detach']({ source: id });
  bench.calls['sources.detach']({ source: other });
  const gone = [session, side, side.view as object, dump];
  return gone.map((one) => new WeakRef(one));
}

it('nothing is kept of what was detached, whatever was asked about it', async () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  for (const seed of [1, 2, 3]) {
    const gone = attachAskDetach(bench, seed);
    finishJobs(bench);
    // What a weak reference was made of lives until the task is over.
    await new Promise((resolve) => setTimeout(resolve, 0));
    collectGarbage();
    expect(gone.map((one) => one.deref() === undefined)).toEqual(gone.map(() => true));
  }
  bench.close();
});
