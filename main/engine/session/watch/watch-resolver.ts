import { hex, PAGE_SIZE } from '../../../../shared/address';
import type { Resolver, Value } from '../../../../shared/expression/evaluate';
import { flagNames } from '../../../../shared/page-flags';
import type { MemorySpace } from '../../../../shared/view-types';
import { entryValue, frameOf } from '../../paging/page-table';
import type { LoadView } from '../../trace/load-view';
import type { MemoryReader } from './memory-reader';

/** Bytes that one watch reads at most. */
export const MOST_BYTES = 1024;

/** A call that cannot be answered as it is written, whatever memory holds. */
export class CallProblem extends Error {
  constructor(
    readonly call: string,
    message: string,
  ) {
    super(message);
    this.name = 'CallProblem';
  }
}

const READS: Readonly<Record<string, { readonly bits: number; readonly signed: boolean }>> =
  Object.fromEntries(
    [8, 16, 32, 64].flatMap((bits) => [
      [`u${bits}`, { bits, signed: false }],
      [`i${bits}`, { bits, signed: true }],
    ]),
  );

const decoder = new TextDecoder();

/** Answers the names and functions of a watch from the state at a moment. */
export class WatchResolver implements Resolver {
  constructor(
    private readonly view: LoadView,
    private readonly reader: MemoryReader,
    readonly field: (name: string) => Value,
  ) {}

  /** Address of a symbol of the kernel, where the kernel lies. */
  symbol(name: string): Value {
    const symbol = this.view.symbols.named(name);
    return symbol === null ? null : BigInt.asUintN(64, symbol.address + this.view.offset);
  }

  /** @throws CallProblem for a count or level that no memory could satisfy */
  call(name: string, values: readonly Value[]): Value {
    const read = READS[name];
    const address = typeof values[0] === 'bigint' ? values[0] : 0n;
    if (read !== undefined) return this.number(address, spaceOf(values[1]), read.bits, read.signed);
    switch (name) {
      case 'bytes':
        return this.reader.bytes(spaceOf(values[2]), address, countOf(name, values[1]));
      case 'string':
        return this.text(address, values[1]);
      case 'entry':
        return this.entry(address, values[1]);
      case 'translate':
        return this.translate(address);
      case 'flags':
        return this.flags(address);
      case 'symbol':
        return this.symbol(String(values[0]));
      case 'symbolAt':
        return this.symbolAt(address);
      case 'has':
        return values[0] !== null;
      default:
        return null;
    }
  }

  private number(address: bigint, space: MemorySpace, bits: number, signed: boolean): Value {
    const bytes = this.reader.bytes(space, address, bits / 8);
    if (bytes === null) return null;
    let value = 0n;
    for (const byte of bytes.reverse()) value = (value << 8n) | BigInt(byte);
    return signed ? BigInt.asUintN(64, BigInt.asIntN(bits, value)) : value;
  }

  private text(address: bigint, count: Value | undefined): Value {
    const most = count === undefined ? MOST_BYTES : countOf('string', count);
    const bytes = this.reader.someBytes('virtual', address, most);
    if (bytes === null) return null;
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  private entry(address: bigint, level: Value | undefined): Value {
    if (typeof level !== 'bigint' || level < 1n || level > 4n) {
      throw new CallProblem('entry', 'Page tables have the levels 4, 3, 2 and 1.');
    }
    const found = this.reader.entry(address, Number(level));
    return found === null ? null : entryValue(found.low, found.high);
  }

  private translate(address: bigint): Value {
    const leaf = this.reader.leaf(address);
    if (leaf === null) return null;
    return BigInt(frameOf(leaf.low, leaf.high) * PAGE_SIZE) + (address & 0xfffn);
  }

  private flags(address: bigint): Value {
    const leaf = this.reader.leaf(address);
    return leaf === null ? null : flagNames(entryValue(leaf.low, leaf.high)).join(' ');
  }

  private symbolAt(address: bigint): Value {
    const symbol = this.view.symbolAt(address);
    if (symbol === null) this.reader.missing('no symbol', `no symbol of the kernel holds ${hex(address)}`);
    return symbol;
  }
}

function spaceOf(value: Value | undefined): MemorySpace {
  return value === 'physical' || value === 'file' ? value : 'virtual';
}

function countOf(call: string, value: Value | undefined): number {
  if (typeof value !== 'bigint' || value < 1n || value > BigInt(MOST_BYTES)) {
    throw new CallProblem(call, `A watch reads 1 to ${MOST_BYTES} bytes.`);
  }
  return Number(value);
}
