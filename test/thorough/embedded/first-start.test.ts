import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { version } from '../../../src/composition/version.js';
import { endLeftovers, noKeys, runSources } from '../../e2e/process/spawned.js';
import { announced, firstAdmin } from './announced.js';

describe('the service without Postgres and Redis:', () => {
  afterEach(endLeftovers);

  it('started for the first time: logs its steps, prints where it listens, and serves the sample', async () => {
    const service = runSources({ PORT: '0', LOG__FORMAT: 'pretty', ...noKeys });
    const url = await announced(service);
    await service.until((that) => firstAdmin(that)[1]);
    const [email, password] = firstAdmin(service);
    const steps = [
      'generated the signing keys',
      'opening the embedded database',
      'generated the sealing key',
      'loading the sample data',
    ];
    const lines = service.stdout().split('\n');
    for (const [i, step] of steps.entries()) expect(lines[i]).to.include(step);
    expect(lines.slice(steps.length).join('\n')).to.equal(
      [
        `Page: ${url}/app`,
        `API: ${url}/api/v1`,
        `Documentation: ${url}/docs`,
        'Runs on: embedded database in ./data, in-process cache',
        'To move to Postgres: npm run db:move, with DB_URL in .env',
        `Release: ${version}`,
        `First admin: admin@example.com  password: ${password}`,
        '',
      ].join('\n'),
    );
    const list = await (await fetch(`${url}/api/v1/movies?limit=1&count=exact`)).json();
    expect(list).to.have.nested.property('page.total', 3304);
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(await login.json()).to.have.nested.property('user.role', 'admin');
    for (const file of ['certs/private.pem', 'certs/mfa.key'])
      expect(statSync(join(service.folder, file)).mode & 0o777).to.equal(0o600);
    expect(service.stderr()).to.equal('');
  });
});
