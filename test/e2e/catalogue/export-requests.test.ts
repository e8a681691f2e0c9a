import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { asModerator } from './kinds.js';

describe('an export', () => {
  const service = useOwnService();
  const { send } = asModerator(service);
  before(() => service().movie());

  for (const query of [
    'limit=10',
    'cursor=x',
    'fields=id',
    'include=author',
    'q=zoe',
    'count=exact',
    'format=xml',
    'format=CSV',
    'format=',
    'format=csv&format=csv',
    'releaseYear=x',
    'sort=title&genre=war',
  ]) {
    it(`asked for with ${query}: answers 400 and says where it is wrong`, async () => {
      const { status, body } = await send('GET', `/movies/export?${query}`);
      expect([status, body.code]).to.deep.equal([400, 'invalid-parameter']);
      expect(query).to.include(body.errors[0].parameter);
    });
  }

  for (const [accept, ndjson, csv] of [
    ['*/*', 200, 200],
    ['text/html, */*;q=0.1', 200, 200],
    ['application/x-ndjson', 200, 406],
    ['application/*', 200, 406],
    ['text/csv', 406, 200],
    ['text/csv; charset=utf-8', 406, 200],
    ['text/csv, application/x-ndjson;q=0.5', 200, 200],
    ['application/json', 406, 406],
    ['text/html', 406, 406],
    ['*/*, text/csv;q=0', 200, 406],
  ] as const) {
    it(`accepted as ${accept}: answers ${ndjson} as NDJSON and ${csv} as CSV`, async () => {
      for (const [format, wanted] of [
        ['ndjson', ndjson],
        ['csv', csv],
      ] as const) {
        const { status, body } = await send('GET', `/movies/export?format=${format}`, undefined, { accept });
        expect([format, status]).to.deep.equal([format, wanted]);
        if (status === 406) expect(body.code).to.equal('not-acceptable');
      }
    });
  }

  it('asked for by another method: answers 405, since it is no item', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status, headers } = await send(method, '/movies/export', method === 'DELETE' ? undefined : {});
      expect([method, status, headers.get('allow')]).to.deep.equal([method, 405, 'GET, HEAD, OPTIONS']);
    }
  });
});
