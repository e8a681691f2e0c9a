/** The rules of docs/architecture.md, as far as imports show them. */
const home = (library, folders) => ({
  name: `${library.replaceAll(/\W/g, '-')}-has-one-home`,
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
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: '^src/(adapters|composition|main|seed)', pathNot: '^src/adapters/$1/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'only-known-packages', severity: 'error', from: {}, to: { couldNotResolve: true } },
    home('inversify', '^src/composition/'),
    home('knex', '^src/(adapters/knex|composition)/'),
    home('pg', '^src/adapters/knex/'),
    home('ioredis', '^src/adapters/redis/'),
    home('express', '^src/(adapters/http|composition)/'),
    home('joi', '^src/(adapters/http|composition)/'),
    home('jsonwebtoken', '^src/adapters/crypto/'),
    home('@node-rs/argon2', '^src/adapters/crypto/'),
    home('@node-rs/bcrypt', '^src/adapters/crypto/'),
    home('@zxcvbn-ts', '^src/adapters/passwords/'),
    home('fxa-common-password-list', '^src/adapters/passwords/'),
    home('winston', '^src/adapters/logging/'),
    home('nodemailer', '^src/adapters/mail/'),
    home('lru-cache', '^src/adapters/(crypto|memory)/'),
    home('swagger-ui-express', '^src/adapters/http/'),
    home('vega-datasets', '^src/adapters/sample/'),
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
