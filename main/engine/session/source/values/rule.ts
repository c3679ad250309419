import { hex, PAGE_SIZE, virtOfPage } from '../../../../../shared/address';
import type { LinkTarget } from '../../../../../shared/view-types';
import type { PageTableFlags } from '../../../paging/page-table';
import { namesOfFlags } from '../call-arguments';
import { frameLink, virtualLink } from '../../links';
import type { SourceFunction } from '../loader-source';
import type { OpContext } from '../op-context';

/** A value in words. */
export interface Reading {
  readonly value: string;
  /** One sentence. */
  readonly meaning: string;
  readonly link: LinkTarget | null;
}

/** What a name in a function of the loader stands for. */
export interface ValueRule {
  readonly fn: SourceFunction;
  readonly name: string;
  /** The statement that gives the name its value, by a piece of its text; `null` for an argument of the call. */
  readonly at: string | null;
  /**
   * Since when the name has its value: `before` means behind the statement; `done` also on its line, once the op that
   * the line does is done; `used` on the line already, which only uses what was there.
   */
  readonly known: 'before' | 'done' | 'used';
  /** The first statement behind the block that the name is known in; `null` for the whole function. */
  readonly until: string | null;
  /** `null` where there is no value, or none that follows from the trace. */
  readonly read: (context: OpContext) => Reading | null;
}

type Read = (context: OpContext) => Reading | null;

/** Rules for the names of one function. */
export class FunctionValues {
  readonly rules: ValueRule[] = [];

  constructor(private readonly fn: SourceFunction) {}

  /** An argument of the call. */
  argument(name: string, read: Read): this {
    return this.add(name, null, 'before', null, read);
  }

  /** A name that has its value behind the statement `at`, up to the statement `until`. */
  local(name: string, at: string, read: Read, until: string | null = null): this {
    return this.add(name, at, 'before', until, read);
  }

  /** A name that the op at the statement `at` gives its value. */
  made(name: string, at: string, read: Read): this {
    return this.add(name, at, 'done', null, read);
  }

  /** A name that the statement `at` uses. */
  used(name: string, at: string, read: Read, until: string | null = null): this {
    return this.add(name, at, 'used', until, read);
  }

  private add(
    name: string,
    at: string | null,
    known: ValueRule['known'],
    until: string | null,
    read: Read,
  ): this {
    this.rules.push({ fn: this.fn, name, at, known, until, read });
    return this;
  }
}

/** A value that is not an address. */
export function plain(value: string | number | bigint, meaning: string): Reading {
  return { value: String(value), meaning, link: null };
}

/** A number in hexadecimal that is not an address. */
export function hexNumber(value: bigint | number, meaning: string): Reading {
  return plain(hex(value), meaning);
}

/** A virtual address of the loaded kernel. */
export function virtual(address: bigint, meaning: string): Reading {
  return { value: hex(address), meaning, link: virtualLink(address) };
}

/** A physical address. */
export function physical(address: number, meaning: string): Reading {
  const link = frameLink(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE);
  return { value: hex(address), meaning, link };
}

/** A page by its number, shown as the address of its first byte. */
export function pageValue(page: number, meaning: string): Reading {
  const start = virtOfPage(page);
  const link = virtualLink(start);
  return { value: hex(start), meaning: `${meaning} The variable holds its number, ${hex(page)}.`, link };
}

/** A frame by its number, shown as the address of its first byte. */
export function frameValue(frame: number, meaning: string): Reading {
  const link = frameLink(frame);
  return {
    value: hex(frame * PAGE_SIZE),
    meaning: `${meaning} The variable holds its number, ${hex(frame)}.`,
    link,
  };
}

/** Flags of an entry by their names. */
export function flagsValue(flags: PageTableFlags, meaning: string): Reading {
  return plain(namesOfFlags(flags).join(' | ') || 'none', meaning);
}

/** `read` of a fact that may be missing. */
export function given<T>(fact: T | null, read: (value: T) => Reading | null): Reading | null {
  return fact === null ? null : read(fact);
}
