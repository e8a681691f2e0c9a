/** The rules of docs/architecture.md, as far as imports show them. */

/** The folders that may import each library. A test compares the libraries with package.json. */
const homes = {
  '@electric-sql/pglite': '^src/adapters/embedded/',
  '@inquirer/prompts': '^src/commands/',
  '@node-rs/argon2': '^src/adapters/crypto/',
  '@node-rs/bcrypt': '^src/adapters/crypto/',
  '@opentelemetry/api': '^src/adapters/tracing/',
  '@opentelemetry/core': '^src/adapters/tracing/',
  '@opentelemetry/exporter-trace-otlp-http': '^src/adapters/tracing/',
  '@opentelemetry/resources': '^src/adapters/tracing/',
  '@opentelemetry/sdk-trace': '^src/adapters/tracing/',
  '@zxcvbn-ts/core': '^src/adapters/passwords/',
  '@zxcvbn-ts/language-common': '^src/adapters/passwords/',
  'age-encryption': '^src/adapters/backup/',
  chardet: '^src/adapters/import/files/',
  cookie: '^src/adapters/http/',
  cors: '^src/adapters/http/',
  express: '^src/(adapters/http|composition)/',
  'fxa-common-password-list': '^src/adapters/passwords/',
  helmet: '^src/adapters/http/',
  hucre: '^src/adapters/import/files/',
  inversify: '^src/composition/',
  ioredis: '^src/adapters/redis/',
  joi: '^src/(adapters/http|composition)/',
  jsonwebtoken: '^src/adapters/crypto/',
  knex: '^src/(adapters/(import|knex)|composition)/',
  'lru-cache': '^src/adapters/(crypto|http|memory)/',
  nodemailer: '^src/adapters/mail/',
  otpauth: '^src/adapters/crypto/',
  pg: '^src/adapters/knex/',
  'prom-client': '^src/adapters/metrics/',
  'proper-lockfile': '^src/adapters/embedded/',
  'reflect-metadata': '^src/composition/',
  'swagger-ui-dist': '^src/adapters/http/',
  'swagger-ui-express': '^src/adapters/http/',
  winston: '^src/adapters/logging/',
  yauzl: '^src/adapters/import/files/',
};

const home = ([library, folders]) => ({
  name: `${library.replaceAll(/\W/g, '-')}-has-one-home`,
  comment: library,
  severity: 'error',
  from: { path: '^src', pathNot: folders },
  to: { path: `node_modules/${library}(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: 'core-imports-only-core',
      severity: 'error',
      from: { path: '^src/core' },
      to: { pathNot: '^src/core' },
    },
    {
      name: 'adapters-import-core-and-themselves',
      severity: 'error',
      from: { path: '^src/adapters/(?!import/)([^/]+)/' },
      to: { path: '^src/', pathNot: '^src/(core|adapters/$1)/' },
    },
    {
      // An import reads files and writes tables: it may use what the repositories are made of.
      name: 'import-adapter-imports-core-knex-and-itself',
      severity: 'error',
      from: { path: '^src/adapters/import/' },
      to: { path: '^src/', pathNot: '^src/(core|adapters/(import|knex))/' },
    },
    {
      name: 'composition-imports-no-entry-point',
      severity: 'error',
      from: { path: '^src/composition' },
      to: { path: '^src/', pathNot: '^src/(core|adapters|composition)/' },
    },
    {
      name: 'src-imports-only-src',
      severity: 'error',
      from: { path: '^src' },
      to: { pathNot: '^(src|migrations)/', dependencyTypes: ['local'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'only-known-packages', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      // Threads that run from sources need the loader that runs them.
      from: { path: '^src', pathNot: '^src/adapters/.*-from-sources\\.mjs$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    ...Object.entries(homes).map(home),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
