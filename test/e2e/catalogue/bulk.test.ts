import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { bulkOfMany } from './bulk-of-many.js';
import { asModerator, kinds, parametersOf, pointersOf, useReferencedItems } from './kinds.js';

describe('POST /{kind}/bulk', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read } = asModerator(service);
  const bulk = (plural: string, body: object, headers = {}) => send('POST', `/${plural}/bulk`, body, headers);

  for (const { plural, minimal } of kinds)
    it(`of ${plural}: a dry run, then the plan once; lists and the item show it at once`, async () => {
      const sourceId = randomUUID();
      const { body: item } = await send('POST', `/${plural}`, { ...minimal, sourceId });
      await read(`/${plural}/${item.id}`);
      const [field] = Object.keys(minimal) as [string];
      const request = { filter: { sourceId }, change: { [field]: 'Bulk' } };
      const dry = await bulk(plural, { ...request, dryRun: true });
      expect([dry.status, dry.body.count, dry.body.items]).to.deep.equal([200, 1, [item]]);
      const { plan } = dry.body;
      const headers = { 'idempotency-key': randomUUID() };
      for (const isReplay of [null, 'true']) {
        const { status, body, headers: replied } = await bulk(plural, { ...request, plan }, headers);
        expect([status, body.count, body.items[0][field]]).to.deep.equal([200, 1, 'Bulk']);
        expect([body.plan, replied.get('idempotency-replayed')]).to.deep.equal([undefined, isReplay]);
      }
      const found = await read(`/${plural}/${item.id}`);
      expect([found.body[field], found.headers.get('etag')]).to.deep.equal(['Bulk', '"2"']);
      const outdated = await bulk(plural, { ...request, plan });
      expect([outdated.status, outdated.body.code]).to.deep.equal([412, 'plan-outdated']);

      const removal = { filter: { sourceId }, remove: true };
      const { body } = await bulk(plural, { ...removal, dryRun: true });
      expect((await bulk(plural, { ...removal, plan: body.plan })).status).to.equal(200);
      expect((await read(`/${plural}/${item.id}`)).status).to.equal(404);
    });

  it('without a filter, with an unsupported one, or with wrong or missing members: is rejected with their names', async () => {
    const filter = { releaseYear: 1999 };
    for (const [body, pointers] of [
      [{ filter: {}, remove: true, dryRun: true }, ['/filter']],
      [{ remove: true, dryRun: true }, ['/filter']],
      [{ filter: { sort: 'title' }, remove: true, dryRun: true }, ['/filter/sort']],
      [{ filter: { releaseYear: '1999' }, remove: true, dryRun: true }, ['/filter/releaseYear']],
      [{ filter, dryRun: true }, ['/change']],
      [{ filter, change: { title: 'X' }, remove: true, dryRun: true }, ['/change']],
      [{ filter, change: {}, dryRun: true }, ['/change']],
      [{ filter, remove: true }, ['/plan']],
      [{ filter, remove: true, dryRun: true, plan: 'x' }, ['/plan']],
      [{ filter, remove: false, dryRun: true }, ['/remove']],
      [{ filter, change: { title: '', id: 7 }, dryRun: true }, ['/change/id', '/change/title']],
    ] as const) {
      const { status, body: problem } = await bulk('movies', body);
      expect([status, pointersOf(problem)], JSON.stringify(body)).to.deep.equal([422, pointers]);
    }
    const unsupported = await bulk('movies', {
      filter: { genre: 'war', 'runtimeMinutes.gte': 90 },
      remove: true,
      dryRun: true,
    });
    expect([unsupported.status, parametersOf(unsupported.body)]).to.deep.equal([
      400,
      ['genre', 'runtimeMinutes.gte'],
    ]);
  });

  bulkOfMany(service, 100);
});
