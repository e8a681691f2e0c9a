import { expect } from 'chai';
import { errorOf } from '../../support/scripted-fetch.js';
import { useInstances } from '../../support/service.js';
import { sharedStore } from '../../support/shared-store.js';
import { password, personWithPassword, signedIn } from '../identity/people.js';
import { clientOf, refreshes, tokensOf } from './clients.js';

const me = '/api/v1/users/me';

describe('the client with tokens:', () => {
  const service = useInstances();
  /** A session whose access token has expired, in a store. */
  const expired = async () => {
    const person = await signedIn(service());
    const token = service().tokenOf(person, person.sessionId, new Date(0));
    return { person, token, store: sharedStore(tokensOf({ ...person, token })) };
  };

  it('signs in, reads the account, and signs out: the session ends', async () => {
    const { id, email } = await personWithPassword(service());
    const store = sharedStore(undefined);
    const { client } = clientOf(service(), { tokens: store });
    expect(await client.signIn({ email, password })).to.include({ id, email });
    const { accessToken } = store.get() ?? {};
    expect((await client.GET(me)).data).to.include({ id });
    await client.signOut();
    expect(store.get()).to.equal(undefined);
    expect(await errorOf(client.GET(me))).to.include({ code: 'unauthenticated' });
    expect((await service().call('GET', me, { token: accessToken ?? '' })).body.code).to.equal(
      'session-ended',
    );
  });

  it('rejects a sign-in with a wrong password, with the code of the service', async () => {
    const { email } = await personWithPassword(service());
    const { client, traffic } = clientOf(service());
    const error = await errorOf(client.signIn({ email, password: 'eight louder trumpets' }));
    expect(error).to.include({ name: 'ProblemError', code: 'invalid-credentials', status: 401 });
    expect(traffic.sent).to.deep.equal(['POST /api/v1/auth/login']);
  });

  it('with an expired token and twenty requests at once: refreshes once, and all of them succeed', async () => {
    const { person, store } = await expired();
    const { client, traffic } = clientOf(service(), { tokens: store });
    const read = await Promise.all(Array.from({ length: 20 }, () => client.GET(me)));
    expect(new Set(read.map(({ data }) => data.id))).to.deep.equal(new Set([person.id]));
    expect(refreshes(traffic)).to.equal(1);
  });

  it('two processes with one store and no lock, over two instances: are never signed out', async () => {
    const { person, token, store } = await expired();
    const clients = [0, 1].map((which) => clientOf(service(which), { tokens: store }));
    for (let round = 0; round < 8; round += 1) {
      store.set({ ...(store.get() ?? { refreshToken: '' }), accessToken: token });
      const reads = Array.from({ length: 8 }, (_, i) => clients[i % 2]?.client.GET(me));
      for (const read of await Promise.all(reads)) expect(read?.data.id).to.equal(person.id);
    }
    for (const { traffic } of clients) expect(refreshes(traffic)).to.be.within(1, 8);
  });

  it('after the session was ended elsewhere: does not refresh, reports it once, and signs in again', async () => {
    const { email, ...person } = await signedIn(service());
    const store = sharedStore(tokensOf(person));
    const ended: string[] = [];
    const onSessionEnd = ({ code }: { code: string }) => ended.push(code);
    const { client, traffic } = clientOf(service(), { tokens: store, onSessionEnd });
    await service().call('DELETE', '/api/v1/auth/sessions', { token: person.token });
    const errors = await Promise.all([1, 2].map(() => errorOf(client.GET(me))));
    for (const error of errors) expect(error).to.include({ code: 'session-ended' });
    expect([store.get(), ended, refreshes(traffic)]).to.deep.equal([undefined, ['session-ended'], 0]);
    await client.signIn({ email, password });
    expect((await client.GET(me)).data.id).to.equal(person.id);
  });

  it('sends an Authorization header of the caller as it is', async () => {
    const { store } = await expired();
    const { client, traffic } = clientOf(service(), { tokens: store });
    const error = await errorOf(client.GET(me, { headers: { Authorization: 'Bearer of another token' } }));
    expect(error).to.include({ code: 'token-invalid' });
    expect([refreshes(traffic), store.get() !== undefined]).to.deep.equal([0, true]);
  });
});
