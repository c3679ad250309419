import type { FieldRow, KernelSummary } from '../../../../shared/kernel-types';
import { FILE_TYPES, MACHINES, named } from '../structures/elf-names';
import { dynamicTables } from '../../elf/dynamic-entries';
import { headerRows } from './header-rows';
import type { KernelFile } from './kernel-file';
import { hexOf, isBuildId } from './note-rows';
import type { Wrong } from '../../elf/raw-file';
import { sectionWrong } from './section-rows';
import { runtimeView } from './runtime-view';
import { segmentWrong } from './segment-rows';

type Problem = KernelSummary['wrong'][number];

/** Problems that are told; a hostile file has thousands. */
const MOST_WRONG = 200;
/** Headers that are looked through for problems. */
const MOST_HEADERS = 2000;

/** What a kernel file holds, in short, and what of it cannot be read. */
export function kernelSummary(kernel: KernelFile): KernelSummary {
  const { raw, notes, symbols, relocations } = kernel;
  const wrong: Wrong[] = [];
  const tables = dynamicTables(raw, wrong);
  const id = notes.find(isBuildId);
  return {
    size: raw.elf.length,
    words: fileWords(kernel),
    buildId: id === undefined ? null : hexOf(id.description),
    segments: raw.segments.length,
    sections: raw.sectionCount,
    dynamic: tables.reduce((sum, { count }) => sum + count, 0),
    notes: notes.length,
    symbols: symbols.count,
    relocations: relocations.count,
    wrong: [
      ...of('header', raw.wrong),
      ...of('header', headerWrong(kernel)),
      ...segmentsWrong(kernel),
      ...of('dynamic', wrong),
      ...sectionsWrong(kernel),
      ...of('symbols', symbols.wrong),
      ...of('relocations', relocations.wrong),
      ...of('notes', kernel.wrongNotes),
      ...of('runtime', runtimeWrong(kernel)),
    ].slice(0, MOST_WRONG),
  };
}

/** e.g. `ELF64, little endian, x86-64, ET_DYN`. */
function fileWords({ raw }: KernelFile): string {
  const { header, elf } = raw;
  if (!raw.isElf) return 'no ELF file';
  const size = raw.class64 ? 'ELF64' : 'ELF32';
  const order = elf[5] === 1 ? 'little endian' : elf[5] === 2 ? 'big endian' : 'no byte order';
  if (header === null) return `${size}, ${order}, cut`;
  const [machine, words] = named(MACHINES, header.machine);
  const known = header.machine === 62 ? 'x86-64' : words === 'unknown' ? `machine ${machine}` : words;
  return [size, order, known, named(FILE_TYPES, header.type)[0]].join(', ');
}

function headerWrong(kernel: KernelFile): Wrong[] {
  return headerRows(kernel).flatMap(({ name, wrong, place }) =>
    wrong === null ? [] : [{ message: `${name}: ${wrong}`, place }],
  );
}

/** Problems of a part that are about none of its headers. */
function of(part: Problem['part'], wrong: readonly Wrong[]): Problem[] {
  return wrong.map((one) => ({ ...one, part, index: null }));
}

function segmentsWrong(kernel: KernelFile): Problem[] {
  return kernel.raw.segments.slice(0, MOST_HEADERS).flatMap((segment) =>
    segmentWrong(kernel, segment).map((message) => ({
      message: `Program header ${segment.index}: ${message}`,
      place: kernel.raw.place(segment.at, kernel.raw.class64 ? 56 : 32),
      part: 'segments' as const,
      index: segment.index,
    })),
  );
}

function sectionsWrong(kernel: KernelFile): Problem[] {
  const found: Problem[] = [];
  for (const section of kernel.raw.sections()) {
    const { index, at } = section;
    if (index >= MOST_HEADERS) break;
    const place = kernel.raw.place(at, kernel.raw.class64 ? 64 : 40);
    const name = kernel.raw.sectionName(section);
    const title = name === null || name === '' ? `Section ${index}` : `Section ${index} (${name})`;
    for (const message of sectionWrong(kernel, section)) {
      found.push({ message: `${title}: ${message}`, place, part: 'sections', index });
    }
  }
  return found;
}

/** What is wrong with TLS and RELRO; the entry is a field of the ELF header. */
function runtimeWrong(kernel: KernelFile): Wrong[] {
  const { tls, relro } = runtimeView(kernel);
  const problems = (title: string, fields: readonly FieldRow[]): Wrong[] =>
    fields.flatMap(({ name, wrong, place }) =>
      wrong === null ? [] : [{ message: `${title}, ${name}: ${wrong}`, place }],
    );
  return [...problems('TLS', tls), ...relro.flatMap(({ fields }) => problems('RELRO', fields))];
}
