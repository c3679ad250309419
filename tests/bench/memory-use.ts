/** What a document costs in memory. */
import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { openDocument } from './document';
import type { DocumentFailure, DocumentMemory, DocumentRequest } from './document-process';
import { missing, type Group, type World } from './group';
import { reachableBytes } from './reachable-bytes';
import { Questioner, randomMoments, repaint } from './repaint';

const RELOCATIONS = 2_000_000;
const MIB = 2 ** 20;
const LIMIT_BYTES = 64;
const LIMIT_MIB = 400;
/** Jumps after which everything is there that a session makes only when it is asked. */
const JUMPS = 8;

export const memoryUseGroups: readonly Group[] = [
  {
    name: 'memory of a trace',
    rows: {
      kept: {
        name: 'trace and indexes, 2,000,000 relocations',
        unit: 'B/reloc',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_BYTES },
      },
      trace: { name: 'trace alone, 2,000,000 relocations', unit: 'B/reloc', limit: null },
    },
    needs: [],
    runtime: 'node',
    async measure({ folder }) {
      const elf = kernelWithRelocations(RELOCATIONS);
      const session = openDocument(elf, folder);
      const questioner = new Questioner(session);
      for (const moment of randomMoments(session.trace.opCount, JUMPS)) {
        await repaint(questioner, moment, 'physical');
      }
      // The file is the user's, and the image has a bound of its own.
      const except = [session.memory, elf.buffer];
      const kept = reachableBytes(session, except);
      const trace = reachableBytes(session.trace, except);
      session.close();
      return {
        kept: { value: kept / RELOCATIONS, peer: null, note: 'spare room of growing columns included' },
        trace: { value: trace / RELOCATIONS, peer: null },
      };
    },
  },
  {
    name: 'memory of a document',
    rows: {
      open: {
        name: 'RSS of an open document, 2,000,000 relocations',
        unit: 'MiB',
        limit: { of: 'value', bound: 'atMost', number: LIMIT_MIB },
      },
      peak: { name: 'highest RSS while it loads', unit: 'MiB', limit: null },
    },
    needs: ['application'],
    runtime: 'node',
    async measure(world) {
      const reason = missing(world, ['application']);
      if (reason !== null) return { open: { skipped: reason }, peak: { skipped: reason } };
      const { rss, peak } = await openInProcess(world);
      return {
        open: { value: rss / MIB, peer: null, note: 'the whole process, Node and the kernel file included' },
        peak: { value: peak / MIB, peer: null },
      };
    },
  },
];

/** Opens the kernel in a process that does nothing else. */
function openInProcess(world: World): Promise<DocumentMemory> {
  const path = join(world.folder, 'kernel.elf');
  writeFileSync(path, kernelWithRelocations(RELOCATIONS));
  const { application } = world.tools;
  const request: DocumentRequest = {
    path,
    worker: join('path' in application ? application.path : '', 'main', 'engine-worker.cjs'),
  };
  const child = fork(join(world.built, 'document-process.cjs'));
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const answer = message as DocumentMemory | DocumentFailure;
      if ('failure' in answer) reject(new Error(answer.failure));
      else resolve(answer);
    });
    child.once('error', reject);
    child.once('close', (status) => reject(new Error(`the document's process ended with ${status}`)));
    child.send(request);
  });
}
