import { describe, expect, it } from 'vitest';
import { problemMarkdown } from '../../../../renderer/panels/problems/problem-markdown';
import { PICTURE, problem } from './problem';

const CONTEXT = { file: '/k/kernel.elf', loader: '0.11.8', machine: 'BIOS, 4 GiB' };

function value(text: string) {
  return { text, mono: true, link: null, tone: 'plain' } as const;
}

describe('a finding as Markdown', () => {
  it('has everything that the panel shows', () => {
    const text = problemMarkdown(
      problem(
        {
          title: 'LOAD 1 and LOAD 2 share page 0x8000002000',
          rule: 'shared-page',
          severity: 'error',
          place: 'step 4',
        },
        {
          what: ['One.', 'Two.'],
          claimants: [
            { label: 'LOAD 1', words: 'holds it', load: 1, provenance: 'fileReadOnly' },
            { label: 'LOAD 2', words: 'claims it', load: 2, provenance: 'fileCode' },
          ],
          facts: [
            { label: 'Rights', values: [value('PRESENT'), value('PRESENT')] },
            { label: 'Step', values: [value('4')] },
          ],
          mends: [
            {
              title: 'In the linker script',
              words: 'Align.',
              lines: [
                { text: '.rodata : {}', added: false, note: '' },
                { text: '. = ALIGN(4096);', added: true, note: '' },
              ],
            },
            {
              title: 'On the command line',
              words: '',
              lines: [{ text: '-z separate-code', added: true, note: 'GNU ld' }],
            },
            { title: 'In the source', words: '', lines: [{ text: 'a\nb', added: true, note: '' }] },
          ],
          trail: ['handle_load_segment', 'Err("map_to failed")'],
          source: 'load_kernel.rs:199',
          picture: PICTURE,
        },
      ),
      CONTEXT,
    );
    expect(text).toBe(`# LOAD 1 and LOAD 2 share page 0x8000002000

**Error** · \`shared-page\` · step 4

2,168 bytes turn read-only

## What happened

One. Two.

|  | LOAD 1 holds it | LOAD 2 claims it |
| --- | --- | --- |
| Rights | PRESENT | PRESENT |
| Step | 4 |  |

- Offsets from 0x8000000000, 8 pages.
- Mapped: LOAD 1 +0–+2fff
- Claimed: LOAD 1 +0–+2173, LOAD 2 · .text +2180–+517f
- In dispute: refused +2000–+2fff

## How to mend it

### In the linker script

Align.

\`\`\`diff
 .rodata : {}
+. = ALIGN(4096);
\`\`\`

### On the command line

- \`-z separate-code\` (GNU ld)

### In the source

\`\`\`
a
b
\`\`\`

## In the loader

\`handle_load_segment\` › \`Err("map_to failed")\` (load\\_kernel.rs:199)

---
/k/kernel.elf, loader 0.11.8, BIOS, 4 GiB
`);
  });

  it('lets nothing that a file names become markup', () => {
    const text = problemMarkdown(
      problem(
        { title: 'a\n# b *c* `d` <e> [f]', consequence: '' },
        {
          facts: [{ label: 'Name', values: [value('x | y')] }],
          mends: [
            { title: 'Do', words: '', lines: [{ text: 'KEEP(```)', added: true, note: '' }] },
            { title: 'Or', words: '', lines: [{ text: 'a `b`', added: true, note: 'ld' }] },
          ],
        },
      ),
      CONTEXT,
    );
    expect(text).toContain('# a # b \\*c\\* \\`d\\` \\<e\\> \\[f\\]\n');
    expect(text).toContain('| Name | x \\| y |');
    expect(text).toContain('````\nKEEP(```)\n````');
    expect(text).toContain('- `` a `b` `` (ld)');
  });
});
