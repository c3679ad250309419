/** The oracle as a process that answers one request after the other (`--serve`; see `harness/serve.rs`). */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { MachineJson } from '../fixtures/corpus';
import type { Answer } from './answer';

/** What to load. */
export interface OracleRequest {
  readonly elf: Uint8Array;
  /** The default machine where absent. */
  readonly machine?: MachineJson;
  /** Whether the kernel's own configuration holds (the default) or the loader's defaults. */
  readonly config?: 'kernel' | 'default';
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** Every block begins with its length. */
const LENGTH_BYTES = 4;

/** A running oracle. Requests may be made before earlier ones are answered: it works while its caller does. */
export class OracleProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly waiting: Waiting[] = [];
  private received: Buffer[] = [];
  private receivedBytes = 0;
  private ended: Error | null = null;

  /** @param program path of a built oracle */
  constructor(program: string) {
    this.child = spawn(program, ['--serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.on('data', (bytes: Buffer) => {
      this.receive(bytes);
    });
    this.child.on('error', (error) => {
      this.end(error);
    });
    this.child.on('close', (code, signal) => {
      this.end(new Error(`the oracle ended: ${signal ?? `status ${code}`}`));
    });
    // A broken pipe is told by the end of the process.
    this.child.stdin.on('error', () => undefined);
  }

  /**
   * Loads a kernel. The answer is a report, or one of the results that only this way of asking has.
   *
   * @throws Error where the process has ended
   */
  ask({ elf, machine, config }: OracleRequest): Promise<Answer> {
    if (this.ended) return Promise.reject(this.ended);
    const description = machine ? Buffer.from(JSON.stringify(machine)) : Buffer.alloc(0);
    const useKernelConfig = Buffer.from([config === 'default' ? 0 : 1]);
    this.child.stdin.write(
      Buffer.concat([length(description), description, useKernelConfig, length(elf), elf]),
    );
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  }

  /** Ends the process; requests that wait are refused. */
  close(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private receive(bytes: Buffer): void {
    this.received.push(bytes);
    this.receivedBytes += bytes.length;
    let size = this.expectedBytes();
    while (size !== null && this.receivedBytes >= size) {
      const all = Buffer.concat(this.received);
      const answer = JSON.parse(all.toString('utf8', LENGTH_BYTES, size)) as Answer;
      this.received = [all.subarray(size)];
      this.receivedBytes -= size;
      this.waiting.shift()?.resolve(answer);
      size = this.expectedBytes();
    }
  }

  /** Bytes of the answer that arrives, its length included; `null` where that is not known yet. */
  private expectedBytes(): number | null {
    if (this.receivedBytes < LENGTH_BYTES) return null;
    if ((this.received[0]?.length ?? 0) < LENGTH_BYTES) this.received = [Buffer.concat(this.received)];
    return LENGTH_BYTES + (this.received[0]?.readUInt32LE() ?? 0);
  }

  private end(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }
}

function length(bytes: Uint8Array): Buffer {
  const buffer = Buffer.alloc(LENGTH_BYTES);
  buffer.writeUInt32LE(bytes.length);
  return buffer;
}
