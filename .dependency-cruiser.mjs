// "Who may import what" of docs/architecture.md as rules. tests/architecture/fixture/ holds a violation of each one.

const SERVICE = '([^/]+-service|gateway)';
const STAND_IN = '^(sandbox|local)/';
const TEST = ['\\.test\\.tsx?$', '^tests/', '^[^/]+/tests/', '^packages/[^/]+/tests/', '^packages/testing/'];

const own = (...layers) => `^$1/src/(${layers.join('|')})/`;
const packages = (...names) => `^packages/(${names.join('|')})/`;
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;
const npmExcept = (...names) => `(^|/)node_modules/(?!(${names.join('|')})/)`;

/** One row of the table: what lies at `from` may import `allowed` and nothing else, type-only imports included. */
const layer = (name, from, allowed, { nodeCore, comment }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: TEST },
  to: {
    // Other services, stand-ins, tests and what does not resolve have rules of their own, with messages of their own.
    pathNot: [...allowed, ...TEST, `^(?!$1/)${SERVICE}/`, STAND_IN],
    couldNotResolve: false,
    ...(nodeCore ? { dependencyTypesNot: ['core'] } : {}),
  },
});

const layers = [
  layer('domain-is-pure', `^${SERVICE}/src/domain/`, [own('domain'), packages('kernel')], {
    nodeCore: false,
    comment: 'The domain may import itself and the kernel. Anything else is a port: declare an interface here.',
  }),
  layer(
    'application-is-framework-free',
    `^${SERVICE}/src/application/`,
    [own('domain', 'application'), packages('kernel', 'contracts')],
    {
      nodeCore: false,
      comment:
        'Use cases may import their own domain and application, the kernel and the contracts. Declare a port in application/ports/ and implement it in infrastructure/.',
    },
  ),
  layer(
    'infrastructure-implements-ports',
    `^${SERVICE}/src/infrastructure/`,
    [
      own('domain', 'application', 'infrastructure'),
      packages('kernel', 'contracts', 'chassis'),
      npmExcept('inversify', 'express', 'multer'),
    ],
    {
      nodeCore: true,
      comment:
        'Adapters may import their own application and domain, the kernel, the contracts, the chassis and vendor SDKs. HTTP belongs to presentation/, wiring to composition/.',
    },
  ),
  layer(
    'presentation-calls-use-cases-only',
    `^${SERVICE}/src/presentation/`,
    [own('application', 'presentation'), packages('contracts', 'chassis'), npm('express', 'multer', 'zod')],
    {
      nodeCore: true,
      comment:
        'Routes and reactions may import their own application, the contracts, the chassis, express, multer and zod. Let a use case return a view instead of a domain object.',
    },
  ),
  layer(
    'config-is-a-schema',
    `^${SERVICE}/src/config\\.ts$`,
    [packages('kernel', 'contracts', 'chassis'), npm('zod')],
    {
      nodeCore: false,
      comment: 'config.ts declares what the environment must hold: zod and the packages suffice.',
    },
  ),
  layer(
    'composition-only-wires',
    `^${SERVICE}/src/(?:composition/|main\\.ts$|service\\.ts$)`,
    ['^$1/src/', packages('kernel', 'contracts', 'chassis'), npm('inversify', 'express', 'zod')],
    {
      nodeCore: true,
      comment:
        'Wiring may import anything of its service, and is the only place for Inversify. Wrap a vendor SDK in infrastructure/.',
    },
  ),
  layer('kernel-depends-on-nothing', '^packages/kernel/', [packages('kernel')], {
    nodeCore: false,
    comment: 'Every context shares the kernel, so it must not bring anything along, not even a Node module.',
  }),
  layer('contracts-depend-on-zod-only', '^packages/contracts/', [packages('kernel', 'contracts'), npm('zod')], {
    nodeCore: false,
    comment: 'A consumer must be able to read the contracts with nothing but zod and the kernel.',
  }),
  layer(
    'chassis-knows-no-container',
    '^packages/chassis/',
    [packages('kernel', 'contracts', 'chassis'), npmExcept('inversify')],
    {
      nodeCore: true,
      comment: 'The chassis may import libraries, the kernel and the contracts; services do their own wiring.',
    },
  ),
];

const boundaries = [
  {
    name: 'service-isolation',
    comment: 'A service is reached over HTTP or by events of @souk/contracts, never imported.',
    severity: 'error',
    // What fills a shop for measurements stores what the services would have stored, derived fields and all.
    from: { path: '^(packages/[^/]+|[^/]+)/', pathNot: [...TEST, '^bench/src/fill/'] },
    to: { path: `^${SERVICE}/`, pathNot: '^$1/' },
  },
  {
    name: 'stand-ins-stay-outside',
    comment: 'Services and packages must run against the real thing: they reach a stand-in by its URL only.',
    severity: 'error',
    from: { path: [`^${SERVICE}/`, '^packages/'], pathNot: TEST },
    to: { path: STAND_IN },
  },
  {
    name: 'stand-ins-use-no-package',
    comment: 'A stand-in plays a foreign system: what it shares with the services it cannot prove anything about.',
    severity: 'error',
    // These play no foreign system but a shopper, who reads amounts of money and how long to wait.
    from: { path: STAND_IN, pathNot: [...TEST, '^local/src/(demo|shop-client)\\.ts$'] },
    to: { path: packages('kernel', 'contracts', 'chassis') },
  },
  {
    name: 'production-code-never-imports-tests',
    comment: 'Move what both need into production code, or build it in the test.',
    severity: 'error',
    from: { pathNot: TEST },
    to: { path: TEST, pathNot: 'node_modules/' },
  },
];

const hygiene = [
  {
    name: 'no-file-outside-the-layers',
    comment:
      'src/ of a service holds main.ts, service.ts, config.ts and the five layers, so that each file falls under a rule.',
    severity: 'error',
    from: {},
    to: {
      path: `^${SERVICE}/src/`,
      pathNot: `^${SERVICE}/src/((domain|application|infrastructure|presentation|composition)/|(main|service|config)\\.ts$)`,
    },
  },
  {
    name: 'no-barrels',
    comment: 'Import the file that declares the name: a barrel hides who depends on what and invites cycles.',
    severity: 'error',
    from: { path: '^([^/]+-service|gateway|packages)/.*/index\\.tsx?$' },
    to: {},
  },
  {
    name: 'no-circular',
    comment: 'Two files that need each other are one concept, or lack a third that both depend on.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'not-to-unresolvable',
    comment: 'The file or package does not exist: check the spelling, the .ts ending and the exports of the package.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-undeclared-package',
    comment: 'Declare the package in the package.json of the workspace that imports it.',
    severity: 'error',
    from: { pathNot: [...TEST, '^scripts/', '^[^/]+$'] },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-development-package-at-run-time',
    comment:
      'An image is installed without devDependencies: move the package to dependencies, or import its types only.',
    severity: 'error',
    from: { pathNot: [...TEST, '^scripts/', '^[^/]+$'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...layers, ...boundaries, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules/' },
    exclude: { path: ['^\\.[a-z]', '^tests/architecture/fixture/'] },
    // Without it an `import type` goes unseen.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
