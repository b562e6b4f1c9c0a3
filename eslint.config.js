import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const WRITES = ['node:fs', 'node:fs/promises'].map((name) => ({
  name,
  importNames: ['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'],
  message: 'Write with src/base/writeWhole.ts, or with src/cli/writeOut.ts.',
}));

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // What a class's data are written with leaves no file half written, or readable for others.
    files: ['src/**/*.ts', 'src/**/*.tsx'],
    ignores: [
      'src/base/writeWhole.ts',
      'src/cli/writeOut.ts',
      'src/course/writeSchemas.ts',
      'src/server/api/writeOpenapi.ts',
    ],
    rules: {
      'no-restricted-imports': ['error', { paths: WRITES }],
    },
  },
  {
    // The rules of the ledger are for every door: they know none.
    files: ['src/base/**/*.ts', 'src/late/**/*.ts', 'src/ledger/**/*.ts'],
    ignores: ['src/base/writeWhole.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: WRITES,
          patterns: [
            { group: ['**/cli/**', '**/server/**'], message: 'The command line and the server depend on this.' },
          ],
        },
      ],
    },
  },
);
