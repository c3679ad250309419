/** Where instructions begin and end, and which bytes they have, against binutils' `objdump`. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { linkedKernels } from '../fixtures/kernels';
import { openSession } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { isThere, run } from './tools';

const OBJDUMP = isThere('objdump', 'the instructions of kernels against binutils');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where `npm run kernels` puts kernels of distributions. */
const FETCHED = join(homedir(), '.cache', 'loadscope');
/** Lines that are asked for at a time, and instructions of a large kernel that are compared. */
const ROWS = 2000;
const MOST = 150_000;
/** Share that must be equal: the two need not agree on every byte that is no code. */
const LEAST_SHARE = 0.9999;

/** The bytes of these are others in memory: relocations write into their code, or the loader shifts it. */
const CHANGED: ReadonlySet<string> = new Set(['ld-textrel', 'lld-textrel', 'ld-omagic', 'ld-shifted']);

/** An instruction as objdump prints it. */
interface Printed {
  readonly at: bigint;
  /** In hexadecimal, with spaces. */
  readonly bytes: string;
}

const LINE = /^ *([0-9a-f]+):\t((?:[0-9a-f]{2} )+)/;

/** The instructions of `.text`, up to a number of them. */
function printed(path: string): Printed[] {
  const [size, start] = textOf(path);
  const stop = start + BigInt(Math.min(size, MOST * 4));
  // What symbols call data is decoded as well: so does the window.
  const args = ['-D', '-w', '-M', 'intel', '-j', '.text', `--stop-address=0x${stop.toString(16)}`, path];
  const found: Printed[] = [];
  for (const line of run('objdump', args).split('\n')) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, at = '', bytes = ''] = match;
    found.push({ at: BigInt(`0x${at}`), bytes: bytes.trim() });
  }
  // The last one may be cut off by the end that was asked for.
  return found.slice(0, MOST).slice(0, -1);
}

/** Size and address of `.text`. */
function textOf(path: string): readonly [size: number, address: bigint] {
  const line = run('objdump', ['-h', '-w', '-j', '.text', path])
    .split('\n')
    .find((one) => / \.text /.test(one));
  const [, , size = '0', address = '0'] = line?.trim().split(/\s+/) ?? [];
  return [parseInt(size, 16), BigInt(`0x${address}`)];
}

const FILES = [
  { name: 'sample-kernel', path: join(ROOT, 'resources/sample-kernel/sample-kernel.elf') },
  ...linkedKernels()
    .filter(({ name }) => !CHANGED.has(name))
    .map(({ name }) => ({ name, path: join(ROOT, `tests/fixtures/kernels/${name}.elf`) })),
  ...['vmlinux-6.1.0-56-amd64', 'xen-syms-4.17.7+13-g2445b30a44-0+deb12u1'].map((name) => ({
    name,
    path: join(FETCHED, name),
  })),
].filter(({ name, path }) => {
  if (existsSync(path)) return true;
  console.warn(`SKIPPED: the instructions of ${name}, which was not fetched`);
  return false;
});

describe.skipIf(!OBJDUMP).each(FILES)('the code of $name', ({ path }) => {
  it('is cut into the instructions that objdump prints', ({ skip }) => {
    const { calls, session } = workbenchOf(
      openSession({ elf: readFileSync(path), machine: DEFAULT_MACHINE }),
    );
    const { status, virtualAddressOffset } = session.summary();
    if (status !== 'ok') skip('it does not load');
    const theirs = printed(path);
    const [first, last] = [theirs[0], theirs.at(-1)];
    if (first === undefined || last === undefined) return skip('it has no .text');
    const positionOf = (at: bigint): number =>
      Number(BigInt.asUintN(48, at + BigInt(virtualAddressOffset ?? 0)));
    const moment = session.trace.opCount;
    const ours = new Map<number, string>();
    for (let at = positionOf(first.at); at <= positionOf(last.at);) {
      for (const row of calls['code.rows']({ moment, position: at, before: 0, after: ROWS })) {
        ours.set(row.position, Buffer.from(row.bytes).toString('hex').replace(/..\B/g, '$& '));
        at = row.position + row.length;
      }
    }
    const wrong = theirs.filter(({ at, bytes }) => ours.get(positionOf(at)) !== bytes);
    const shown = wrong.slice(0, 20).map(({ at, bytes }) => `${at.toString(16)}: ${bytes}`);
    if (wrong.length > 0) console.info(`${wrong.length} of ${theirs.length} differ: ${shown.join(', ')}`);
    expect(wrong.length).toBeLessThanOrEqual((1 - LEAST_SHARE) * theirs.length);
  });
});
