import nx from '@nx/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/**
 * Which layer may import which: dependencies go one way. Contracts, telemetry and the model stand at the bottom, the ports on
 * them; the pipeline and its adapters stand on the ports, beside each other; the services' modules put both together.
 */
const core = ['layer:contracts', 'layer:telemetry', 'layer:model', 'layer:ports'];
const pure = [...core, 'layer:planning', 'layer:pipeline'];
const inMemory = ['layer:memory', 'layer:traffic'];
const layers = [
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:contracts'] },
  { sourceTag: 'layer:telemetry', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:model', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'layer:ports', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:telemetry', 'layer:model'] },
  { sourceTag: 'layer:planning', onlyDependOnLibsWithTags: ['layer:model'] },
  { sourceTag: 'layer:profiling', onlyDependOnLibsWithTags: ['layer:model'] },
  { sourceTag: 'layer:pipeline', onlyDependOnLibsWithTags: [...core, 'layer:planning'] },
  { sourceTag: 'layer:traffic', onlyDependOnLibsWithTags: ['layer:ports'] },
  { sourceTag: 'layer:memory', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:ports', 'layer:traffic'] },
  { sourceTag: 'layer:rehearsal', onlyDependOnLibsWithTags: [...pure, ...inMemory] },
  { sourceTag: 'layer:adapter', onlyDependOnLibsWithTags: [...core, 'layer:adapter'] },
  { sourceTag: 'layer:simulation', onlyDependOnLibsWithTags: [...pure, ...inMemory, 'layer:simulation'] },
  { sourceTag: 'layer:evaluation', onlyDependOnLibsWithTags: [...pure, ...inMemory, 'layer:simulation'] },
  { sourceTag: 'layer:module', onlyDependOnLibsWithTags: [...core, 'layer:pipeline', 'layer:adapter'] },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: [...pure, 'layer:adapter', 'layer:module', 'layer:rehearsal'] },
  { sourceTag: 'layer:web', onlyDependOnLibsWithTags: ['layer:contracts'] }, // types of the API alone, see below
  { sourceTag: 'layer:function', onlyDependOnLibsWithTags: [] }, // what others bring may be in any language: it knows the wire alone
  {
    sourceTag: 'layer:tool',
    onlyDependOnLibsWithTags: [
      ...pure,
      ...inMemory,
      'layer:adapter',
      'layer:module',
      'layer:profiling',
      'layer:simulation',
      'layer:evaluation',
    ],
  },
  {
    sourceTag: 'layer:e2e',
    onlyDependOnLibsWithTags: ['layer:contracts', 'layer:telemetry', 'layer:model', 'layer:traffic', 'layer:adapter'],
  },
];

/** The pure libraries run under virtual time: no clock, no randomness, no process, no I/O. */
const bannedGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'process',
  'console',
  'fetch',
].map((name) => ({ name, message: 'The pure libraries have no clock and no I/O: take what you need through a port.' }));

/** Packages that src needs and imports nowhere, by project. */
const loadedByName = {
  'libs/service-kit': ['@nestjs/microservices', '@nestjs/platform-express'], // Nest loads them where they are asked for
  'libs/messaging': ['lz4js', 'snappyjs'], // they have no types, so that they are required
  'functions/onnx': ['onnxruntime-node'], // in a package-lock.json of its own, which Nx does not read
};

/** What is built imports is declared in `dependencies`, and nothing else: tests take theirs from devDependencies and the root. */
const declared = (ignoredDependencies) => ({
  buildTargets: ['build', 'lint'], // end-to-end tests are not built
  ignoredDependencies,
});

/** Rules that need types are oxlint's (`.oxlintrc.json`): its checker is native, and takes a fifth of the time. */
export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.nx/', '.harmonybatch/', 'coverage/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'Export by name what others use: an index is a list of promises.',
        },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@nx/enforce-module-boundaries': ['error', { depConstraints: layers, allow: [] }],
    },
  },
  {
    files: ['{libs,apps,functions}/*/test/**/*.ts', 'e2e/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      '@nx/enforce-module-boundaries': 'off',
    },
  },
  {
    files: ['apps/console-web/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@harmonybatch/(?!console-api$)',
              message: 'The pages know the API of the console and nothing else of the system.',
            },
            {
              regex: '^(@harmonybatch/console-api|@sinclair/typebox)$',
              allowTypeImports: true,
              message: 'Types alone: schemas would be in the bundle.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/{contracts,telemetry,model,ports,planning,profiling,pipeline,memory,traffic,rehearsal}/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Take randomness through a port: runs must be repeatable.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@nestjs/*', 'kafkajs', 'ioredis', '@alicloud/*'], message: 'Adapters only.' },
            {
              regex: '^(node:)?(fs|net|http|https|dns|child_process|timers|perf_hooks|process|os)(/|$)',
              message: 'No I/O in the pure libraries.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['{libs,apps,functions}/*/package.json', '{e2e,bench}/package.json'],
    languageOptions: { parser: jsonc },
    plugins: { '@nx': nx },
    rules: { '@nx/dependency-checks': ['error', declared([])] },
  },
  ...Object.entries(loadedByName).map(([project, names]) => ({
    files: [`${project}/package.json`],
    rules: { '@nx/dependency-checks': ['error', declared(names)] },
  })),
);
