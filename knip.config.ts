import type { KnipConfig } from 'knip';

const sources = ['{src,tests}/**/*.ts'];
const service = { entry: ['src/main.ts'], project: sources };

export default {
  // A type may be exported beside the function that takes it, for the day a caller has to name it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': {
      entry: ['scripts/*.{ts,mjs}'],
      project: ['scripts/**/*.{ts,mjs}', '*.{ts,mjs}'],
      // Run by name: by scripts/check.ts, and by the tests of the sandbox.
      ignoreDependencies: ['prettier', '@stripe/cli'],
    },
    // What their wildcard exports offer is public: a service to come may use what no service uses today.
    'packages/*': { project: sources },
    '*-service': service,
    gateway: service,
    // Wildcard exports here only serve the tests, so an export that nobody imports is dead.
    sandbox: { project: sources, includeEntryExports: true },
    // Tests run these as processes of their own.
    local: { entry: ['tests/**/*-{client,worker,process}.ts'], project: sources, includeEntryExports: true },
    deploy: { entry: ['*.{ts,mjs}'], project: ['*.{ts,mjs}'] },
    bench: { entry: ['src/main.ts'], project: sources },
    chaos: { entry: ['src/main.ts', 'src/check-invariants.ts'], project: sources },
    tests: {
      project: ['**/*.ts', '!architecture/fixture/**'],
    },
  },
} satisfies KnipConfig;
