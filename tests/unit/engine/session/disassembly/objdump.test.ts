/** Lines of code against binutils' `objdump`, where that is installed. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const FILE = fileURLToPath(
  new URL('../../../../../resources/sample-kernel/sample-kernel.elf', import.meta.url),
);
const isThere = spawnSync('objdump', ['--version']).status === 0;
if (!isThere) console.warn('objdump is not installed: the disassembly is not compared with it');

it.skipIf(!isThere)('the sample kernel has the same instructions, with the same bytes', () => {
  const { calls, session } = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const moment = session.trace.opCount;
  const { stdout } = spawnSync('objdump', ['-d', '-w', '-j', '.text', FILE], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const said = [...stdout.matchAll(/^ +([0-9a-f]+):\t((?:[0-9a-f]{2} )+)/gm)].map((match) => [
    parseInt(match[1] ?? '', 16),
    (match[2] ?? '').trim(),
  ]);
  expect(said.length).toBeGreaterThan(2000);
  const offset = Number(session.trace.offset);
  const ours: (readonly [number, string])[] = [];
  const last = (said[said.length - 1]?.[0] as number) + offset;
  for (let at = (said[0]?.[0] as number) + offset; at <= last;) {
    const rows = calls['code.rows']({ moment, position: at, before: 0, after: 500 });
    for (const { position, bytes, length } of rows) {
      const code = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
      if (position <= last) ours.push([position - offset, code]);
      at = position + length;
    }
  }
  expect(ours).toEqual(said);
});
