import type { CheckedFile } from './check-files';

/** Grows when a field changes its meaning or goes; fields may be added at any time. */
const FORMAT_VERSION = 1;

/** The findings of all files as one object, a finding a line. */
export function checkJson(files: readonly CheckedFile[]): string {
  const blocks = files.map((file) => {
    const fields = Object.entries(file).map(([key, value]) => {
      const rows = Array.isArray(value)
        ? value.map((row) => `        ${JSON.stringify(row)}`).join(',\n')
        : '';
      return `      ${JSON.stringify(key)}: ${rows === '' ? JSON.stringify(value) : `[\n${rows}\n      ]`}`;
    });
    return `    {\n${fields.join(',\n')}\n    }`;
  });
  return `{\n  "version": ${FORMAT_VERSION},\n  "files": [\n${blocks.join(',\n')}\n  ]\n}\n`;
}
