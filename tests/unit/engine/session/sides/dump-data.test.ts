import { describe, expect, it } from 'vitest';
import { DumpSide } from '../../../../../main/engine/session/sides/dump-side';
import { TestDumpFile } from '../../../../fixtures/dump-file';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const PAGE = 4096;
const BASE = 0xffff_8000_0000_0000n;

function dump(
  change: (view: DataView) => void,
  space: 'physical' | 'virtual' = 'virtual',
  length = 2 * PAGE,
) {
  const bytes = new Uint8Array(length);
  change(new DataView(bytes.buffer));
  return new DumpSide(new TestDumpFile(bytes), {
    space,
    address: space === 'virtual' ? `0x${BASE.toString(16)}` : '0x0',
  });
}

function rowsAt(side: DumpSide, position: number) {
  const [space] = side.spaces;
  return side.calls['inspect.data']({ space: space ?? 'physical', position, moment: 0 });
}

describe('readings of the bytes of a dump', () => {
  it('explain a header of an ELF file that begins at the byte', () => {
    const side = dump((view) => {
      SAMPLE_ELF.subarray(0, 64).forEach((byte, at) => view.setUint8(PAGE + at, byte));
    }, 'physical');
    const rows = rowsAt(side, PAGE).filter(({ group }) => group === 'ELF header');
    const entry = new DataView(SAMPLE_ELF.buffer, SAMPLE_ELF.byteOffset).getBigUint64(24, true);
    expect(rows.map(({ label, value }) => [label, value])).toEqual(
      expect.arrayContaining([
        ['class', 'ELFCLASS64'],
        ['e_machine', 'EM_X86_64'],
        ['e_entry', `0x${entry.toString(16)}`],
      ]),
    );
    expect(rows.find(({ label }) => label === 'e_entry')).toMatchObject({ offset: 24, length: 8 });
    expect(rowsAt(side, PAGE + 1).some(({ group }) => group === 'ELF header')).toBe(false);
  });

  it('leave out fields of a header whose bytes are not there', () => {
    const side = dump((view) => view.setUint32(0, 0x7f454c46, false), 'physical', 20);
    const labels = rowsAt(side, 0).map(({ label }) => label);
    expect(labels).toEqual(['class', 'e_type', 'e_machine', 'address']);
  });

  it('follow pointers within a virtual dump, and say why not elsewhere', () => {
    const side = dump((view) => {
      view.setBigUint64(0, BASE + 0x1010n, true);
      view.setBigUint64(8, BASE + 0x2000n, true);
      view.setBigUint64(16, 0x1234_5678_9abc_def0n, true);
    });
    const at = (offset: number) => rowsAt(side, 2 ** 47 + offset)[0];
    expect(at(0)).toMatchObject({
      meaning: 'in the dump',
      link: { type: 'memory', space: 'virtual', page: 2 ** 35 + 1, offset: 0x10 },
    });
    expect(at(8)).toMatchObject({ meaning: 'outside of the dump', link: null });
    expect(at(16)).toMatchObject({ meaning: 'no address: bits 47 to 63 differ', link: null });
    expect(at(24)).toMatchObject({ meaning: 'null', link: null });
    expect(rowsAt(side, 2 ** 47 + 2 * PAGE - 4)).toEqual([]);
  });

  it('are joined by the instruction, with its address where the dump has virtual ones', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const side = dump((view) => view.setUint16(0, 0xebfe, false));
    const { id } = bench.attach(side, side.about('memory.img'));
    const asked = { space: 'virtual', position: 2 ** 47, moment: 0, source: id } as const;
    const rows = bench.calls['inspect.data'](asked).filter(({ group }) => group === 'instruction');
    expect(rows.find(({ label }) => label === 'target')?.value).toBe(`0x${BASE.toString(16)}`);
  });
});

describe('a dump that was written since', () => {
  it('has other pages in the picture of its space', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const file = new TestDumpFile(new Uint8Array(PAGE));
    const side = new DumpSide(file, { space: 'physical', address: '0x0' });
    const { id } = bench.attach(side, side.about('memory.img'));
    const asked = { space: 'physical', edges: Float64Array.of(0, 1), moment: 0, source: id } as const;
    expect(bench.calls['memory.overview'](asked).entropy[0]).toBe(0);
    file.bytes.forEach((_, at) => (file.bytes[at] = at & 0xff));
    expect(bench.calls['memory.overview'](asked).entropy[0]).toBe(0);
    file.changes++;
    expect(bench.calls['memory.overview'](asked).entropy[0]).toBe(254);
  });
});
