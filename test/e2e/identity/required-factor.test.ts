import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { enrol, stepOf, steppedClock, totp } from './factors.js';
import { logIn, me, outcomeOf, signedIn } from './people.js';

const required = [403, 'second-factor-enrolment-required'];
const users = '/api/v1/users';

describe('a second factor that a role requires:', () => {
  const clock = steppedClock();
  const from = new Date(clock.now().getTime() + 60_000).toISOString();
  const service = useOwnService(
    { MFA__REQUIRED_FOR: 'moderator,admin', MFA__REQUIRED_FROM: from },
    { clock },
  );
  const get = async (path: string, token: string) => outcomeOf(await service().call('GET', path, { token }));

  it('during the grace time: is not required', async () => {
    const ada = await signedIn(service(), { role: 'admin' });
    expect(await get(users, ada.token)).to.deep.equal([200, undefined]);
  });

  it('ASVS 6.3.3 afterwards: an account may only set it up, also with a token issued before; then it may all', async () => {
    const ada = await signedIn(service(), { role: 'admin' });
    clock.pass(60);
    for (const path of [users, '/api/v1/movies', `${me}/export`, '/api/v1/audit'])
      expect(await get(path, ada.token), path).to.deep.equal(required);
    for (const path of [me, '/api/v1/auth/sessions', '/api/v1/permissions'])
      expect((await get(path, ada.token))[0], path).to.equal(200);
    const { body } = await logIn(service(), ada.email);
    const { confirmed } = await enrol(service(), { token: body.accessToken }, stepOf(clock.now()));
    const token = confirmed.body.accessToken;
    expect(await get(users, token)).to.deep.equal([200, undefined]);
    const removed = await service().call('DELETE', totp, { token });
    expect(await get(users, removed.body.accessToken)).to.deep.equal(required);
  });

  it('of a user: is not required, until they become a moderator', async () => {
    const bob = await signedIn(service());
    expect(await get('/api/v1/movies', bob.token)).to.deep.equal([200, undefined]);
    const admin = await signedIn(service(), { role: 'admin' });
    const { confirmed } = await enrol(service(), { token: admin.token }, stepOf(clock.now()));
    const token = confirmed.body.accessToken;
    await service().call('PATCH', `${users}/${bob.id}`, { token, body: { role: 'moderator' } });
    expect(await get('/api/v1/movies', bob.token)).to.deep.equal(required);
  });
});
