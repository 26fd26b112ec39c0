const { createRequire } = require('node:module');
const { join } = require('node:path');

/**
 * Modules get these as parameters: a name that is looked up in the sandbox of a test goes through an interceptor, which
 * costs simulations much of their time. Those that fake timers replace cannot be among them.
 */
const hotGlobals = [
  'Array',
  'Float64Array',
  'Infinity',
  'JSON',
  'Map',
  'Math',
  'Number',
  'Object',
  'Promise',
  'Set',
  'String',
];

/**
 * Eight suites: `unit` needs nothing, `integration` needs Kafka and Redis, `e2e` needs the built services too, `alone` needs the machine to itself
 * as well, for it holds what happens against the clock, `chart` needs Helm,
 * `security` starts a Kafka and a Redis of its own that ask who somebody is, `producers`
 * fetches clients of other languages, and `browser` shows the console in a Chromium.
 */
const shared = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/tools/jest/sequential-environment.cjs',
  sandboxInjectedGlobals: hotGlobals,
  testEnvironmentOptions: { customExportConditions: ['@harmonybatch/source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
};

/** Functions have packages of their own, which `npm run functions:install` fetches: without them their tests are left out. */
const functionsAreInstalled = isInstalled('onnxruntime-node', join(__dirname, 'functions', 'onnx'));
if (!functionsAreInstalled) process.stderr.write('tests of functions/onnx are left out: npm run functions:install\n');

function isInstalled(name, folder) {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name) !== undefined;
  } catch {
    return false;
  }
}

const backends = {
  globalSetup: '<rootDir>/tools/jest/start-backends.cjs',
  globalTeardown: '<rootDir>/tools/jest/stop-backends.cjs',
};

module.exports = {
  // A test that hangs ends; one that is slow on a busy machine does not fail.
  testTimeout: 180_000,
  testSequencer: '<rootDir>/tools/jest/longest-first.cjs',
  reporters: ['default', '<rootDir>/tools/jest/count-reporter.cjs'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,functions}/*/test/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '\\.integration\\.spec\\.ts$',
        ...(functionsAreInstalled ? [] : ['<rootDir>/functions/']),
      ],
    },
    {
      ...shared,
      ...backends,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,apps}/*/test/**/*.integration.spec.ts'],
    },
    {
      ...shared,
      ...backends,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/test/*.spec.ts'],
    },
    {
      ...shared,
      ...backends,
      displayName: 'alone',
      testMatch: ['<rootDir>/e2e/test/alone/*.spec.ts'],
    },
    {
      ...shared,
      globalSetup: '<rootDir>/tools/chart/install-helm.cjs',
      displayName: 'chart',
      testMatch: ['<rootDir>/tools/chart/*.chart.ts'],
    },
    {
      ...shared,
      displayName: 'security',
      testMatch: ['<rootDir>/e2e/security/*.security.ts'],
    },
    {
      ...shared,
      displayName: 'producers',
      testMatch: ['<rootDir>/e2e/producers/*.producers.ts'],
    },
    {
      ...shared,
      ...backends,
      globalSetup: '<rootDir>/tools/browser/start-browser-tests.cjs',
      displayName: 'browser',
      testMatch: ['<rootDir>/e2e/console/*.browser.ts'],
    },
  ],
};
