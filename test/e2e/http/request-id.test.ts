import { expect } from 'chai';
import { rawMessage, rawRequest } from '../../support/raw-http.js';
import { useService } from '../../support/service.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the id of a request:', () => {
  const service = useService();

  for (const id of ['a', 'Trace_01.b-c', 'x'.repeat(128), '-', '...']) {
    it(`${id.slice(0, 20)}: sent by a client: is kept in the answer and in an error`, async () => {
      const { headers, body } = await service().call('GET', '/nothing', { headers: { 'x-request-id': id } });
      expect([headers.get('x-request-id'), body.requestId]).to.deep.equal([id, id]);
    });
  }

  for (const id of ['', 'x'.repeat(129), 'two words', 'a,b', '<script>', 'é', 'a/b', '%0d%0a', '{"a":1}']) {
    it(`${JSON.stringify(id).slice(0, 20)}: sent by a client: is replaced by one of ours`, async () => {
      const message = rawMessage('GET', '/nothing', { 'X-Request-Id': id });
      const { headers, body } = await rawRequest(service().url, message);
      expect(headers.get('x-request-id')).to.match(uuid);
      expect(JSON.parse(body).requestId).to.equal(headers.get('x-request-id'));
    });
  }

  it('two of them: sent by a client: are replaced by one of ours', async () => {
    const message = rawMessage('GET', '/nothing', { 'X-Request-Id': 'one', 'x-request-id': 'two' });
    expect((await rawRequest(service().url, message)).headers.get('x-request-id')).to.match(uuid);
  });

  it('a hundred requests at once: each with an id of its own: get their own back', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `request-${i}`);
    const seen = await Promise.all(
      names.map(async (id) => {
        const { body } = await service().call('GET', '/api/v1/movies/1', { headers: { 'x-request-id': id } });
        return body.requestId;
      }),
    );
    expect(seen).to.deep.equal(names);
  });
});
