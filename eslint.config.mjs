import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import layers, { ENGINE_NODE_FILES } from './scripts/layers-rule.mjs';

/** Longest file and function that the house rules allow. */
const MAX_FILE_LINES = 350;
const MAX_FUNCTION_LINES = 70;

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'node_modules/', '.cache/', 'test-results/', 'resources/'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
  },
  {
    plugins: { local: { rules: { layers } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'local/layers': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: MAX_FILE_LINES, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': [
        'error',
        { max: MAX_FUNCTION_LINES, skipBlankLines: true, skipComments: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      // `{ command() {} }` and index signatures are both fine; these two are matters of taste.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // Hot loops over typed arrays go by index.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      // An implementation of a port may have nothing to do.
      '@typescript-eslint/no-empty-function': ['error', { allow: ['methods'] }],
      // Prettier owns the shape of templates.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
    },
  },
  {
    // Rules that need types: a forgotten promise or a forgotten case is a lost failure.
    files: ['{shared,main,preload}/**/*.ts', 'renderer/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
    },
  },
  {
    // The engine runs anywhere: no globals of one host either.
    files: ['main/engine/**/*.ts', 'shared/**/*.ts'],
    ignores: [...ENGINE_NODE_FILES],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'window', 'document', 'require', '__dirname'],
    },
  },
  {
    files: ['renderer/**/*.{ts,vue}'],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname'] },
  },
  {
    files: ['scripts/**', 'tests/**', 'main/cli.ts', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
  {
    // A Pinia store or a composable is one function that holds others; the limit holds for those.
    files: ['renderer/{stores,composables}/**/*.ts', 'renderer/**/use[A-Z]*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 160, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['scripts/electron-default-app/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
