import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { TEST_HOST } from '../../../../fixtures/workbench';

const encoder = new TextEncoder();

function demangled(name: string): string | null {
  const found = TEST_HOST.demangler().demangle(encoder.encode(name));
  return found === null ? null : new TextDecoder().decode(found);
}

/** Names that c++filt writes in the same way. */
const CPP = [
  '_ZN6Kernel4Heap8allocateEmm',
  '_ZNK6Kernel4Heap4sizeEv',
  '_ZN6Kernel6VectorIiE4pushEOi',
  '_ZNSt6vectorIiSaIiEE9push_backERKi',
  '_ZN4Disk11s_instancesE',
  '_ZL5outerv',
  '_ZplRK6VectorS1_',
  '_ZN6ThreadC2EPFvPvES0_',
  '_ZZ4mainE7counter',
  '_ZGVZ4mainE7counter',
  '_ZN12_GLOBAL__N_13runEv',
  '_ZN3mapD1Ev',
];
const IMPL = '_$LT$kernel..Console$u20$as$u20$core..fmt..Write$GT$';
const RUST = [
  '_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE',
  `_ZN${IMPL.length}${IMPL}9write_str17h0123456789abcdefE`,
  '_RNvC6_123foo3bar',
  '_RINvNtC3std3mem8align_ofNtNtC3std3mem12DiscriminantE',
  '_RNvMs_NtCs1234_7mycrate3fooNtB4_3Foo3bar',
  '_RNCNvC6kernel4main0',
];
const isThere = spawnSync('c++filt', ['--version']).status === 0;
if (!isThere) console.warn('c++filt is not installed: demangled names are not compared with it');

function cxxfilt(style: string, names: readonly string[]): string[] {
  const { stdout } = spawnSync('c++filt', ['-s', style], {
    input: `${names.join('\n')}\n`,
    encoding: 'utf8',
  });
  return stdout.trimEnd().split('\n');
}

describe.skipIf(!isThere)('names as c++filt reads them', () => {
  it('are the same for C++', () => {
    expect(CPP.map(demangled)).toEqual(cxxfilt('gnu-v3', CPP));
  });

  it('are the same for Rust, old and new', () => {
    // c++filt tells crates of one name apart; the hashes of either are left out here.
    const said = cxxfilt('rust', RUST).map((name) => name.replace(/\[[0-9a-f]+\]|::h[0-9a-f]{16}$/g, ''));
    expect(RUST.map(demangled)).toEqual(said);
  });
});

describe('the demangler', () => {
  it('leaves other names alone', () => {
    for (const name of [
      'main',
      '',
      '_',
      '_Z',
      '_R',
      '_Zfoo',
      'Java_x',
      '?foo@@YAXXZ',
      '_RNvMs_NtCs1234_7mycrateN',
    ]) {
      expect([name, demangled(name)]).toEqual([name, null]);
    }
  });

  it('gives up on a name that stands for gigabytes, and goes on with others', () => {
    const step = (i: number): string => (i === 0 ? 'S_' : `S${(i - 1).toString(36).toUpperCase()}_`);
    let bomb = '_Z1f1pIiiE';
    for (let i = 1; i <= 32; i++) bomb += `S_I${step(i)}${step(i)}E`;
    expect(bomb.length).toBeLessThan(400);
    for (let i = 0; i < 40; i++) {
      expect(demangled(bomb)).toBeNull();
      expect(demangled('_ZN3foo3barEv')).toBe('foo::bar()');
    }
  }, 20_000);

  it('reads any bytes', () => {
    expect(TEST_HOST.demangler().demangle(Uint8Array.of(0x5f, 0x5a, 0xff, 0xfe, 0x80))).toBeNull();
    expect(demangled(`_Z${'1'.repeat(4000)}`)).toBeNull();
    expect(demangled(`_ZN1a${'P'.repeat(2000)}iE`)).toBeNull();
  });
});
