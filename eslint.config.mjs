import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.ts', '**/tests/**', 'packages/testing/**'];

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/*.mjs', 'tests/architecture/fixture/**', '.souk/**', '.cache/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  {
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // Interfaces are written with method syntax and ports are destructured; nothing here relies on a lost `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Mongoose schemas are written as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['*-service/src/**/*.ts', 'gateway/src/**/*.ts', 'packages/*/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Ask by the HttpClient of the chassis: it has a deadline, tries again and breaks.' },
      ],
    },
  },
  {
    files: [
      '*-service/src/domain/**/*.ts',
      '*-service/src/application/**/*.ts',
      'gateway/src/domain/**/*.ts',
      'packages/kernel/src/**/*.ts',
    ],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'crypto',
        'fetch',
        'setTimeout',
        'setInterval',
        'Buffer',
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time arrives as an argument.' },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Time arrives as an argument.',
        },
      ],
    },
  },
  {
    files: ['**/tests/**/*.ts', 'packages/testing/**/*.ts'],
    ignores: ['**/*.test.ts', 'tests/setup/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each|All)$/]',
          message:
            'Files share a process: this hook would run for the first file that imports it only. Use onTestFinished.',
        },
      ],
    },
  },
  {
    files: ['sandbox/**', 'local/**', 'bench/**', 'chaos/**', 'scripts/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      'max-lines': 'off',
    },
  },
);
