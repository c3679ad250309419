import { hex, pageOfVirt } from '../../../../../shared/address';
import { programSanityCheck, type ProgramHeader } from '../../../elf/program-header';
import { segmentRights } from '../../../trace/describe-span';
import { SPAN } from '../../../trace/codes';
import { ENTRY_POINT, fn, HANDLE_TLS, LOAD_KERNEL, LOAD_SEGMENTS, LOADER_NEW } from '../call-sites';
import type { OpContext } from '../op-context';
import { FunctionValues, given, physical, plain, virtual, type Reading } from './rule';

/** A program header in words. */
export function headerValue(context: OpContext, header: ProgramHeader): Reading {
  const segment = context.view.owners.segmentOfHeader(header.index);
  const name = segment === null ? typeOf(header) : `LOAD ${segment.number} ${segmentRights(segment)}`;
  const { offset, fileSize, virtualAddr, memSize, align } = header;
  const meaning =
    `Program header ${header.index}: ${hex(fileSize)} bytes of the file from ${hex(offset)} on, ` +
    `${hex(memSize)} bytes of memory from ${hex(virtualAddr)} on, alignment ${hex(align)}.`;
  const page = pageOfVirt(context.moved(virtualAddr));
  return {
    value: name,
    meaning,
    link: { type: 'memory', space: 'virtual', page, offset: Number(virtualAddr & 0xfffn) },
  };
}

function typeOf(header: ProgramHeader): string {
  try {
    return header.getType();
  } catch {
    return 'unknown type';
  }
}

function kernelValue({ view }: OpContext): Reading {
  return physical(
    view.kernelAddress,
    `The kernel file: ${hex(view.elf.length)} bytes from this physical address on.`,
  );
}

function elfFileValue({ view }: OpContext): Reading | null {
  return given(view.elfFile, (file) =>
    plain(
      `${file.header.type}, ${file.header.phCount} headers`,
      `The file as crate xmas-elf reads it: type, and how many program headers it says it has.`,
    ),
  );
}

function offsetValue({ view }: OpContext): Reading {
  const { offset } = view.trace;
  const text = offset < 0n ? `-${hex(-offset)}` : hex(offset);
  return plain(text, 'What is added to every address of the file; an i128, so it may be negative.');
}

/** Whether a TLS segment was handled before the op's stage. */
function tlsBefore(context: OpContext): boolean {
  const { stages, spans } = context.view.trace;
  return stages.some((stage) => stage < context.stage && spans.kind[stage] === SPAN.tls);
}

function tlsValue(context: OpContext): Reading | null {
  const header = context.headers.find(({ type }) => type === 'Tls')?.header;
  if (header === undefined) return null;
  const start = context.moved(header.virtualAddr);
  return virtual(
    start,
    `The template for thread-local storage: ${hex(header.fileSize)} bytes there, ${hex(header.memSize)} in memory.`,
  );
}

const NO_TLS = plain('null', 'No TLS segment was met yet.');

/** The program header that is refused: the first that its check throws for. */
function refusedHeader(context: OpContext): Reading | null {
  const file = context.view.elfFile;
  if (file === null || !context.failing || context.stepKind !== 'check') return null;
  for (const { header } of context.headers) {
    try {
      programSanityCheck(header, file);
    } catch {
      return headerValue(context, header);
    }
  }
  return null;
}

function stageHeader(kind: string): (context: OpContext) => Reading | null {
  return (context) =>
    context.stageKind === kind ? given(context.header, (header) => headerValue(context, header)) : null;
}

/** Values of `load-kernel.ts`, and of what checks the headers. */
export const LOAD_KERNEL_VALUES = [
  new FunctionValues(LOAD_KERNEL)
    .argument('kernel', kernelValue)
    .local('tlsTemplate', 'const tlsTemplate = loader', (context) => tlsValue(context) ?? NO_TLS)
    .local('offset', 'const offset = virtualAddressOffset', offsetValue),
  new FunctionValues(LOADER_NEW)
    .argument('kernel', kernelValue)
    .local('kernelOffset', 'const kernelOffset = kernel', kernelValue)
    .local('elfFile', 'const elfFile = kernel.elf', elfFileValue)
    .used('programHeader', 'programSanityCheck(programHeader', refusedHeader, "probe.step('chooseOffset'")
    .made('virtualAddressOffset', 'const virtualAddressOffset = Loader', offsetValue)
    .used('usedEntries', 'usedEntries.markSegments(', ({ view, stepKind }) =>
      stepKind === 'markSegments' || stepKind === 'checkHeader'
        ? plain(
            `${view.usedLevel4Entries.length} of 512`,
            'Level 4 entries that are taken: nothing else is put under them.',
          )
        : null,
    ),
  new FunctionValues(fn('load-kernel.ts', 'chooseOffset', 'Loader::new'))
    .argument('kernel', kernelValue)
    .local('elfFile', 'const { elf: elfFile', elfFileValue),
  new FunctionValues(fn('program-header.ts', 'programSanityCheck', 'program::sanity_check')).argument(
    'header',
    refusedHeader,
  ),
  new FunctionValues(ENTRY_POINT).local('virtualAddressOffset', 'virtualAddressOffset } = this', offsetValue),
  new FunctionValues(LOAD_SEGMENTS)
    .local('elfFile', 'const { elfFile, inner }', elfFileValue)
    .local('tlsTemplate', 'let tlsTemplate', (context) => (tlsBefore(context) ? tlsValue(context) : NO_TLS))
    .used('programHeader', 'handleLoadSegment(inner', stageHeader('segment'), '// Apply relocations')
    .used('programHeader', 'handleTlsSegment(inner', stageHeader('tls'), '// Apply relocations')
    .used('programHeader', 'handleDynamicSegment(inner', stageHeader('dynamic'), '// Mark some memory')
    .used('programHeader', 'handleRelroSegment(inner', stageHeader('relro'), 'removeCopiedFlags(inner')
    .local(
      'type',
      'const type = programHeader',
      ({ stageKind, failing }) => {
        if (stageKind === 'segment') return plain("'Load'", 'Type of the program header at hand.');
        return stageKind === 'tls' && !failing ? plain("'Tls'", 'Type of the program header at hand.') : null;
      },
      '// Apply relocations',
    ),
  new FunctionValues(HANDLE_TLS).argument('segment', (context) =>
    given(context.header, (header) => headerValue(context, header)),
  ),
];
