import { expect, it } from 'vitest';
import { hex, virtOfPage } from '../../../../../shared/address';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

it('a byte of a bss was written when its frame was zeroed, one of the file never', () => {
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
  const moment = bench.load().trace.opCount;
  const ranges = bench.calls['memory.ranges']({ space: 'virtual', moment });
  const bss = ranges.find(({ provenance }) => provenance === 'bss');
  const file = ranges.find(({ provenance }) => provenance === 'fileReadOnly');
  const look = (page: number) => bench.calls['address.look']({ moment, virt: hex(virtOfPage(page, 8)) });
  const found = look(bss!.first);
  const frame = Math.floor(Number(found.phys) / 4096);
  expect(found.written?.moment).toBe(bench.calls['frames.look']({ frame, moment }).writtenAt);
  expect(look(file!.first).written).toBeNull();
  bench.close();
});
