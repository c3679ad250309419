import { describe, expect, it } from 'vitest';
import { cellBytesOf, cellDigits, cellFormat } from '../../../../renderer/panels/memory/cell-format';
import type { ViewSettings } from '../../../../renderer/panels/memory/view-settings';

type Settings = Pick<ViewSettings, 'format' | 'group' | 'bigEndian'>;

function settings(format: ViewSettings['format'], group: ViewSettings['group'], bigEndian = false): Settings {
  return { format, group, bigEndian };
}

function text(of: Settings, ...bytes: number[]): string {
  return cellFormat(of)(Uint8Array.from(bytes), 0);
}

describe('cellFormat', () => {
  it('gives each byte its own digits in hex and binary, however they are grouped', () => {
    expect(text(settings('hex', 8), 0x0a)).toBe('0a');
    expect(text(settings('binary', 4), 5)).toBe('00000101');
    expect([cellBytesOf(settings('hex', 8)), cellBytesOf(settings('binary', 2))]).toEqual([1, 1]);
  });

  it('reads groups in either order', () => {
    expect(text(settings('unsigned', 2), 1, 2)).toBe('513');
    expect(text(settings('unsigned', 2, true), 1, 2)).toBe('258');
    expect(text(settings('octal', 2), 0o17, 0)).toBe('000017');
    expect(text(settings('octal', 1), 0xff)).toBe('377');
    expect(text(settings('signed', 1), 0x80)).toBe('-128');
    expect(text(settings('signed', 4), 0xfe, 0xff, 0xff, 0xff)).toBe('-2');
  });

  it('is exact in 64 bits', () => {
    const all = Array.from({ length: 8 }, () => 0xff);
    expect(text(settings('unsigned', 8), ...all)).toBe('18446744073709551615');
    expect(text(settings('signed', 8), 0, 0, 0, 0, 0, 0, 0, 0x80)).toBe('-9223372036854775808');
    expect(text(settings('octal', 8), ...all)).toBe('1777777777777777777777');
  });

  it('shows floats as the shortest text that reads back', () => {
    expect(text(settings('float', 4), 0xcd, 0xcc, 0xcc, 0x3d)).toBe('0.1');
    expect(text(settings('float', 8, true), 0x3f, 0xf8, 0, 0, 0, 0, 0, 0)).toBe('1.5');
    expect(text(settings('float', 4), 0, 0, 0x80, 0x7f)).toBe('inf');
    expect(text(settings('float', 4), 0, 0, 0x80, 0xff)).toBe('-inf');
    expect(text(settings('float', 4), 1, 0, 0xc0, 0x7f)).toBe('NaN');
    expect(text(settings('float', 4), 0, 0, 0, 0x80)).toBe('-0');
  });

  it('draws floats of fewer bytes as hex', () => {
    expect(text(settings('float', 2), 0xab, 1)).toBe('ab');
    expect(cellBytesOf(settings('float', 2))).toBe(1);
  });

  it('never needs more characters than a cell has', () => {
    for (const format of ['octal', 'unsigned', 'signed', 'float'] as const) {
      for (const group of [1, 2, 4, 8] as const) {
        for (let seed = 0; seed < 500; seed++) {
          const bytes = Array.from(
            { length: 8 },
            (_, i) => ((seed * 2654435761 * (i + 1)) >>> (i % 9)) & 0xff,
          );
          const of = settings(format, group);
          expect(text(of, ...bytes).length).toBeLessThanOrEqual(cellDigits(of));
        }
      }
    }
    expect(text(settings('float', 4), 0, 0, 0x80, 0x80)).toBe('-1.1754944e-38');
    expect(text(settings('float', 8), 0, 0, 0, 0, 0, 0, 0x10, 0x80)).toBe('-2.2250738585072014e-308');
  });
});
