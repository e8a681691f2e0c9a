import { expect } from 'chai';
import { errorOf } from '../../support/scripted-fetch.js';
import { useService } from '../../support/service.js';
import { createKey } from '../identity/api-keys.js';
import { me, signedIn } from '../identity/people.js';
import { clientOf } from './clients.js';

const author = '/api/v1/authors/{id}';

describe('the client with an API key of the service:', () => {
  const service = useService();

  it('reads and changes what the key was granted, nothing else, until the key is removed', async () => {
    const { token } = await signedIn(service(), { role: 'moderator' });
    const permissions = ['catalogue:read', 'catalogue:write'];
    const { id: keyId, key } = (await createKey(service(), token, { permissions })).body;
    const { client, traffic } = clientOf(service(), { apiKey: key });

    const { data } = await client.POST('/api/v1/authors', { body: { name: 'Agnès Varda' } });
    const params = { path: { id: data.id } };
    await client.PATCH(author, { params, body: { birthYear: 1928 } });
    expect((await client.GET(author, { params })).data).to.include({ birthYear: 1928 });
    expect(await errorOf(client.GET(me))).to.include({ status: 403, code: 'forbidden' });

    await service().call('DELETE', `${me}/keys/${keyId}`, { token });
    expect(await errorOf(client.GET(author, { params }))).to.include({
      name: 'ProblemError',
      status: 401,
      code: 'key-invalid',
    });
    expect(traffic.sent.filter((one) => one.includes('/auth/'))).to.deep.equal([]);
  });
});
