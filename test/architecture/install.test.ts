import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

const root = resolve(import.meta.dirname, '../..');

describe('the installation', () => {
  it('with the telemetry of @scarf/scarf, a dependency of swagger-ui-dist: sends nothing', async () => {
    let reports = 0;
    const server = createServer((_request, response) => {
      reports += 1;
      response.end();
    }).listen(0, 'localhost');
    await once(server, 'listening');
    const { PATH, HOME } = process.env;
    const folder = join(root, 'node_modules/@scarf/scarf');
    const env = {
      PATH,
      HOME,
      INIT_CWD: root,
      SCARF_VERBOSE: 'true',
      SCARF_LOCAL_PORT: String((server.address() as AddressInfo).port),
    };
    // The script that npm runs after the installation.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['report.js'], {
      cwd: folder,
      env,
    });
    server.close();
    expect(stdout + stderr).to.include('opted out');
    expect(reports).to.equal(0);
  });
});
