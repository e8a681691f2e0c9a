import { expect } from 'chai';
import { expectRefused, hashOf, useTwoInstances } from './refresh-instances.js';

describe('refresh:', () => {
  const { service, query, refresh, insist, person, successor, age, stored } = useTwoInstances();
  const me = (token: string, which = 0) => service(which).call('GET', '/api/v1/users/me', { token });

  it('a refresh token: for the first time: answers new tokens of the same session, not to be stored', async () => {
    const before = await person();
    const { status, body, headers } = await refresh(before.refreshToken, 1);
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(body).to.deep.include({ tokenType: 'Bearer', expiresIn: 900, user: before.user });
    expect(body.refreshToken)
      .to.match(/^[\w-]{43}\.[\w-]{43}$/)
      .and.not.to.equal(before.refreshToken);
    expect(body.refreshExpiresIn).to.be.within(604_790, 604_800);
    const [old, fresh] = [before, body].map(({ accessToken }) =>
      JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString()),
    );
    expect(fresh.sid).to.equal(old.sid);
    expect(fresh.jti).not.to.equal(old.jti);
    for (const [which, { accessToken }] of [before, body].entries()) {
      expect((await me(accessToken, which)).status).to.equal(200);
    }
  });

  it('one token: fifty times at once over two instances: gives one successor fifty times', async () => {
    const { refreshToken } = await person();
    for (const token of [refreshToken, await successor(refreshToken)]) {
      const answers = await Promise.all(Array.from({ length: 50 }, (_, which) => insist(token, which)));
      expect(answers.map(({ status }) => status)).to.deep.equal(Array(50).fill(200));
      const successors = new Set(answers.map(({ body }) => body.refreshToken));
      expect(successors.size).to.equal(1);
      const unused = await query(
        `select hash from refresh_tokens where used_at is null
          and session_id = (select session_id from refresh_tokens where hash = $1)`,
        [hashOf(token)],
      );
      expect(unused).to.deep.equal([{ hash: hashOf([...successors][0]) }]);
    }
  });

  it('one token: again on the other instance within 30 s: gives the same successor', async () => {
    const { refreshToken } = await person();
    const child = await successor(refreshToken, 0);
    await age(refreshToken, 15_000);
    expect(await successor(refreshToken, 1)).to.equal(child);
    expect((await stored(child)).tokens).to.have.length(2);
  });

  it('one token: fifty times at once after 30 s: gives one sibling, and the first to be used goes on', async () => {
    const { refreshToken } = await person();
    const child = await successor(refreshToken);
    await age(refreshToken, 30_000);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, which) => insist(refreshToken, which)));
    const siblings = new Set(answers.map(({ body }) => body.refreshToken));
    expect(siblings.size).to.equal(1);
    expect(siblings.has(child)).to.equal(false);
    expect((await stored(child)).tokens).to.have.length(3);
    const grandchild = await successor(child);
    expect(await successor(grandchild, 1)).to.be.a('string');
  });

  it('one token and its successor: at once over two instances, again and again: log nobody out', async () => {
    let { refreshToken: token } = await person();
    for (let round = 0; round < 8; round += 1) {
      const next = await successor(token, round);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, which) => insist(which % 3 === 0 ? next : token, which)),
      );
      for (const { status, body } of answers)
        if (status !== 200) expect(body.code).to.equal('refresh-superseded');
      const newest = answers.filter((_, which) => which % 3 === 0).map(({ body }) => body.refreshToken);
      expect(new Set(newest).size).to.equal(1);
      token = newest[0];
    }
    expect(await successor(token)).to.be.a('string');
  });

  it('a superseded token: within 30 s, on either instance: is refused as that, and nothing changes', async () => {
    const { refreshToken } = await person();
    const child = await successor(refreshToken);
    const newest = await successor(child);
    await age(refreshToken, 15_000);
    const before = await stored(newest);
    for (const which of [0, 1]) expectRefused(await refresh(refreshToken, which), 'refresh-superseded');
    expect(await stored(newest)).to.deep.equal(before);
    expect(await successor(newest)).to.be.a('string');
  });

  for (const [what, token] of [
    ['that nobody was given', 'A'.repeat(43)],
    ['of one letter', 'x'],
    ['with a NUL', '\u0000'],
    ['with a piece of SQL', `' or 1=1; drop table sessions; --`],
    ['as long as an access token may be', 'é'.repeat(4000)],
    ['named __proto__', '__proto__'],
  ] as const) {
    it(`a refresh token ${what}: is refused as none of ours`, async () => {
      expectRefused(await refresh(token), 'token-invalid');
    });
  }

  for (const [what, token] of [
    ['that is empty', ''],
    ['that is half a surrogate pair', '\ud800'],
    ['that is too long', 'x'.repeat(4001)],
    ['that is far too long', 'x'.repeat(100_000)],
    ['that is a number', 1],
    ['that is a list', ['x']],
    ['that is an object', { $ne: '' }],
    ['that is null', null],
  ] as const) {
    it(`a refresh token ${what}: is no body for this`, async () => {
      const { status, body } = await refresh(token);
      expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'validation-failed' });
    });
  }

  it('no refresh token: in an empty body or none: is refused as not logged in', async () => {
    expectRefused(await service(0).call('POST', '/api/v1/auth/refresh', { body: {} }), 'unauthenticated');
    expectRefused(await service(0).call('POST', '/api/v1/auth/refresh'), 'unauthenticated');
  });

  it('ASVS 9.2.2 an access token for a refresh, a refresh token as bearer: are refused as no such tokens', async () => {
    const { accessToken, refreshToken } = await person();
    expectRefused(await refresh(accessToken), 'token-invalid');
    for (const which of [0, 1]) expectRefused(await me(refreshToken, which), 'token-invalid');
    expect((await me(accessToken)).status).to.equal(200);
    expect(await successor(refreshToken)).to.be.a('string');
  });

  it('what the database holds: of all tokens given out: is none, nor what they could be derived from', async () => {
    const { accessToken, refreshToken } = await person();
    const tokens = [refreshToken, accessToken, accessToken.split('.')[2]];
    let newest = refreshToken;
    for (let used = 0; used < 3; used += 1) {
      const { body } = await refresh(newest, used);
      await age(newest, 30_000);
      tokens.push(body.refreshToken, body.accessToken, (await refresh(newest)).body.refreshToken);
      newest = body.refreshToken;
    }
    const columns = await query(
      "select table_name, column_name from information_schema.columns where table_schema = 'public'",
    );
    let looked = 0;
    for (const { table_name, column_name } of columns) {
      const values = await query(`select "${column_name}"::text as value from "${table_name}"`);
      for (const { value } of values) {
        looked += 1;
        for (const token of tokens) expect(value ?? '').not.to.include(token);
      }
    }
    expect(looked).to.be.above(100);
    expect(new Set(tokens).size).to.equal(tokens.length);
    // The salt of what was superseded is gone as well: nobody derives a token that is out of use.
    const salted = (await stored(newest)).tokens.filter(({ salt }) => salt !== null);
    expect(salted.map(({ superseded_at }) => superseded_at)).to.deep.equal([null]);
  });
});
