import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Kinds of tests that vitest runs; end-to-end tests belong to Playwright. */
const KINDS = ['unit', 'golden', 'property', 'oracle', 'outside'] as const;

export default defineConfig({
  plugins: [vue()],
  test: {
    // Two cores are the smallest machine that the suite is meant for.
    maxWorkers: 2,
    projects: KINDS.map((name) => ({
      extends: true as const,
      test: {
        name,
        include: [`tests/${name}/**/*.test.ts`],
        environment: 'node',
        testTimeout: name === 'unit' ? 10_000 : 120_000,
      },
    })),
  },
});
