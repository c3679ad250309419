/** `info tlb` and `info mem` as QEMU itself prints them, byte for byte against the texts that ranges are copied as. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { askMonitor, QEMU } from './qemu';
import { tableImages, textOf, type TableImage } from './table-images';
import { isThere } from './tools';

const HAS_QEMU = isThere(
  QEMU,
  'info tlb and info mem of a running QEMU; what one has said before is compared',
);
const IMAGES = tableImages();
/** What is asked, and the format of the same text. */
const COMMANDS = [
  { command: 'info tlb', format: 'qemu-tlb' },
  { command: 'info mem', format: 'qemu-mem' },
] as const;

type Answer = (typeof COMMANDS)[number] & { readonly image: TableImage };

const ANSWERS: readonly Answer[] = IMAGES.flatMap((image) =>
  COMMANDS.filter(({ format }) => image.isVast !== true || format === 'qemu-mem').map((asked) => ({
    ...asked,
    image,
  })),
);

/** Where it is written down what QEMU said. */
const recordOf = ({ image, command }: Answer): string =>
  fileURLToPath(
    new URL(`qemu-answers/${`${image.name} ${command}`.replaceAll(' ', '-')}.txt`, import.meta.url),
  );

describe.each(ANSWERS)('$command of $image.name', (answer) => {
  it('is what QEMU said', () => {
    expect(existsSync(recordOf(answer))).toBe(true);
    expect(textOf(answer.image, answer.format)).toBe(readFileSync(recordOf(answer), 'utf8'));
  });

  it('is the same in pieces', () => {
    const whole = textOf(answer.image, answer.format);
    const pieces = answer.image.isVast === true ? [100] : [1, 2, 3];
    for (const rows of pieces) expect(textOf(answer.image, answer.format, rows)).toBe(whole);
  });
});

it.skipIf(!HAS_QEMU)('QEMU says the same of every memory now', async () => {
  for (const image of IMAGES) {
    const answers = ANSWERS.filter((answer) => answer.image === image);
    const theirs = askMonitor(
      image.memory,
      image.root,
      answers.map(({ command }) => command),
    );
    for (const [i, answer] of answers.entries()) {
      expect([image.name, answer.command, textOf(image, answer.format)]).toEqual([
        image.name,
        answer.command,
        theirs[i],
      ]);
      await expect(theirs[i]).toMatchFileSnapshot(recordOf(answer));
    }
  }
});
