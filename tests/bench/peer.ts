/** The oracle as a process that loads whenever it is told to (`tests/oracle/harness/time.rs`). */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

/** Whether a load finds its memory as an earlier one left it, or has to get every page from the system. */
export type Warmth = 'warm' | 'cold';

/** The real loader, with one kernel file. */
export class Peer {
  readonly #requests: Writable;
  readonly #answers: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #complaints = '';

  private constructor(program: string, elfPath: string) {
    const child = spawn(program, [elfPath, '--time']);
    this.#closed = new Promise((resolve) => child.once('close', resolve));
    child.once('error', (error) => (this.#complaints += error.message));
    this.#requests = child.stdin;
    // Who has ended reads nothing; that it has ended is told where its answer is missing.
    child.stdin.on('error', () => undefined);
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#complaints += text));
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the oracle; the file is read before the first load. */
  static start(program: string, elfPath: string): Peer {
    return new Peer(program, elfPath);
  }

  /**
   * One load.
   *
   * @returns milliseconds in the loader
   * @throws Error where the kernel does not load, or the oracle ended
   */
  async load(warmth: Warmth): Promise<number> {
    this.#requests.write(`${warmth}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) {
      await this.#closed;
      throw new Error(`the oracle ended: ${this.#complaints.trim()}`);
    }
    const [nanoseconds, status] = value.split(' ');
    if (status !== 'ok') throw new Error('the oracle does not load the kernel');
    return Number(nanoseconds) / 1e6;
  }

  /** Ends the oracle. */
  async close(): Promise<void> {
    this.#requests.end();
    await this.#closed;
  }
}
