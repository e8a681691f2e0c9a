import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useOwnService } from '../../support/service.js';
import { password, registration } from '../identity/people.js';

const login = '/api/v1/auth/login';
const monitoring = (file: string) =>
  readFileSync(new URL(`../../../docs/monitoring/${file}`, import.meta.url), 'utf8');

describe('the metrics:', () => {
  const service = useOwnService({ METRICS__PORT: '0', LIMITS__GUEST_SEARCH: '1/1h' });
  const address = () => service().service.announcement.metrics as string;
  const scrape = async () => (await fetch(address())).text();
  /** The value of a series; undefined: there is none. */
  const reading = async (series: string) => {
    const line = (await scrape()).split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };

  it('a request: is counted by the pattern of its route, its method and its status', async () => {
    await service().call('GET', '/api/v1/movies/999999');
    await fetch(`${service().url}/nothing/here?email=eve@example.com`);
    const count = 'http_request_duration_seconds_count';
    const counts = await Promise.all([
      reading(`${count}{method="GET",route="/api/v1/movies/{id}",status="404"}`),
      reading(`${count}{method="GET",route="other",status="404"}`),
    ]);
    expect(counts).to.deep.equal([1, 1]);
    expect(await scrape()).not.to.match(/movies\/999999|nothing\/here|eve@/);
  });

  it('cached reads, logins and rate limits: are counted by their outcome', async () => {
    const { email, visibleName } = registration();
    await service().call('POST', '/api/v1/auth/register', { body: { email, visibleName, password } });
    await service().call('POST', login, { body: { email, password } });
    await service().call('POST', login, { body: { email, password: 'not the password at all' } });
    const outcomes: string[] = [];
    for (const path of [
      'series?limit=3',
      'series?limit=3',
      'series?limit=3',
      'search?q=heat',
      'search?q=alien',
    ]) {
      const { headers } = await service().call('GET', `/api/v1/${path}`);
      outcomes.push(...(headers.get('x-cache')?.split(',') ?? []));
    }
    const counters = {
      'sign_ins_total{result="success"}': 1,
      'sign_ins_total{result="invalid-credentials"}': 1,
      'rate_limit_rejections_total{limit="guest-search"}': 1,
      'http_problems_total{code="too-many-requests"}': 1,
    };
    for (const [series, expected] of Object.entries(counters))
      expect(await reading(series), series).to.equal(expected);
    expect(outcomes).to.have.length.greaterThan(2);
    for (const outcome of new Set(outcomes)) {
      const series = `cache_reads_total{outcome="${outcome}"}`;
      expect(await reading(series), series).to.equal(outcomes.filter((one) => one === outcome).length);
    }
  });

  it('the state of the instance: is read for each scrape', async () => {
    const knex = service().service.container.get(ids.Database);
    const open = await knex.transaction();
    await open.raw('select 1');
    const state = {
      'db_pool_connections_max{purpose="all"}': 10,
      'db_pool_waiting{purpose="heavy reads"}': 0,
      change_feed_lagging: 0,
      cache_up: 1,
      db_up: 1,
    };
    const found = await Promise.all(
      Object.keys(state).map(async (series) => [series, await reading(series)]),
    );
    expect(Object.fromEntries(found)).to.include(state);
    // Background work may use another one.
    expect(await reading('db_pool_connections{purpose="all"}')).to.be.at.least(1);
    expect(await reading('db_oldest_transaction_seconds')).to.be.greaterThan(0);
    expect(await reading('email_queue_jobs')).to.be.a('number');
    expect(await reading('change_feed_age_seconds')).to.be.at.least(0);
    await open.rollback();
  });

  it('alerts and dashboard: use only metrics that exist', async () => {
    const text = await scrape();
    // Prometheus itself adds `up`.
    const known = new Set(['up', ...[...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)]);
    for (const file of ['alerts.yml', 'dashboard.json']) {
      const expressions = [...monitoring(file).matchAll(/"?expr"?: *"?(.+)/g)].map(([, expr = '']) => expr);
      expect(expressions, file).to.have.length.greaterThan(8);
      for (const expression of expressions) {
        const names = expression.match(/\bup\b|\b[a-z]+(?:_[a-z0-9]+)+\b/g) ?? [];
        const used = names
          .map((name) => name.replace(/_(?:bucket|count|sum)$/, ''))
          .filter((name) => !functions.has(name));
        expect(used, expression).to.have.length.greaterThan(0);
        for (const name of used) expect([...known], expression).to.include(name);
      }
    }
  });

  it('the public port: serves no metrics', async () => {
    expect((await fetch(`${service().url}/metrics`)).status).to.equal(404);
  });

  it('another path, another method: are rejected', async () => {
    const statuses = [
      (await fetch(new URL('/', address()))).status,
      (await fetch(address(), { method: 'POST', body: 'x' })).status,
    ];
    expect(statuses).to.deep.equal([404, 405]);
  });
});

/** Names with an underscore that are not of metrics: functions of PromQL, and variables of Grafana. */
const functions = new Set(['histogram_quantile', 'rate_interval']);
