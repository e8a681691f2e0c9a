import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { logIn, register } from './people.js';

const long = (length: number) =>
  'correct horse battery staple '
    .repeat(400)
    .slice(0, length - 1)
    .concat('!');

const emoji = [...'🎻🎺🥁🎷🪕🎹🪗🎸🪘📯🪈🎼🎤🔔🪇'];

const emojis = (length: number) =>
  Array.from({ length }, (_, i) => emoji[(i * i + (i >> 3)) % emoji.length]).join('');

describe('passwords:', () => {
  const service = useService();

  const lengths = [
    { id: '6.2.1', what: '14 characters', password: long(14), status: 422, code: 'weak-password' },
    { id: '6.2.1', what: '15 characters', password: long(15), status: 201 },
    {
      id: '6.2.1',
      what: '14 emoji',
      password: emoji.slice(0, 14).join(''),
      status: 422,
      code: 'weak-password',
    },
    { id: '6.2.1', what: '15 emoji', password: emoji.join(''), status: 201 },
    { id: '6.2.9', what: '256 emoji', password: emojis(256), status: 201 },
    { id: '6.2.9', what: '257 emoji', password: emojis(257), status: 422, code: 'validation-failed' },
    { id: '6.2.5', what: '15 lower-case letters', password: 'qzjvkwxpmfhbygd', status: 201 },
    { id: '6.2.5', what: '15 digits', password: '830517264951038', status: 201 },
    { id: '6.2.9', what: '64 characters', password: long(64), status: 201 },
    { id: '6.2.9', what: '128 characters', password: long(128), status: 201 },
    { id: '6.2.9', what: '256 characters', password: long(256), status: 201 },
    { id: '6.2.9', what: '257 characters', password: long(257), status: 422, code: 'validation-failed' },
    {
      id: '6.2.9',
      what: '10,000 characters',
      password: long(10_000),
      status: 422,
      code: 'validation-failed',
    },
  ];
  for (const { id, what, password, status, code } of lengths) {
    it(`ASVS ${id} a password of ${what}: on registration: answers ${status}`, async () => {
      const answer = await register(service(), { password });
      expect(answer.status).to.equal(status);
      expect(answer.body.code).to.equal(code);
      if (code !== undefined) expect(answer.body.errors[0].pointer).to.equal('/password');
      else expect((await logIn(service(), answer.body.email, password)).status).to.equal(200);
    });
  }

  it('ASVS 6.2.9 a password of 10,000 characters: on login: answers 422', async () => {
    const { status, body } = await logIn(service(), 'nobody@example.com', long(10_000));
    expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'validation-failed' });
  });

  it('ASVS 6.2.8 half of a surrogate pair in a password: on registration: answers 422', async () => {
    const { status, body } = await register(service(), { password: `${long(20)}\ud83d` });
    expect(status).to.equal(422);
    expect(body.errors[0].pointer).to.equal('/password');
  });

  const eighty = `${'0123456789'.repeat(7)}ab${'cdefghij'}`;
  const exact = [
    { what: 'the first 72 bytes', right: eighty, wrong: eighty.slice(0, 72) },
    {
      what: 'the same first 72 bytes and another end',
      right: eighty,
      wrong: `${eighty.slice(0, 72)}CDEFGHIJ`,
    },
    { what: 'upper case', right: 'seven quiet violins', wrong: 'SEVEN QUIET VIOLINS' },
    { what: 'no outer spaces', right: '  seven quiet violins  ', wrong: 'seven quiet violins' },
    { what: 'an outer space', right: 'seven quiet violins', wrong: 'seven quiet violins ' },
    { what: 'another emoji at its end', right: 'seven quiet 🎻🎻🎻🎻', wrong: 'seven quiet 🎻🎻🎻🎺' },
    { what: 'what stands before its NUL', right: 'seven quiet vio\0lins', wrong: 'seven quiet vio' },
    { what: 'something else behind its NUL', right: 'seven quiet vio\0lins', wrong: 'seven quiet vio\0lint' },
  ];
  for (const { what, right, wrong } of exact) {
    it(`ASVS 6.2.8 ${what} in place of the password: on login: answers 401, the password itself 200`, async () => {
      const { body } = await register(service(), { password: right });
      expect((await logIn(service(), body.email, wrong)).status).to.equal(401);
      expect((await logIn(service(), body.email, right)).status).to.equal(200);
    });
  }

  it('the same letters decomposed, as another keyboard sends them: on login: are the same password', async () => {
    const { body } = await register(service(), { password: 'sev\u00e9n quiet violins' });
    expect((await logIn(service(), body.email, 'seve\u0301n quiet violins')).status).to.equal(200);
    expect((await logIn(service(), body.email, 'seven quiet violins')).status).to.equal(401);
  });

  const weak: [what: string, reason: string, registration: object][] = [
    ['from a leak', 'common', { password: 'lovethewayyoulie' }],
    ['from a leak, in another case', 'common', { password: 'LoveTheWayYouLie' }],
    ['that repeats one', 'common', { password: 'passwordpassword' }],
    ['of one character', 'common', { password: 'aaaaaaaaaaaaaaaa' }],
    ['of a row of keys', 'common', { password: 'qwertyuiopasdfg' }],
    ['that is the email', 'personal', { email: 'lovelace@example.org', password: 'lovelace@example.org' }],
    [
      'that is the name',
      'personal',
      { visibleName: 'Countess of Lovelace', password: 'countess of lovelace' },
    ],
    [
      'that is the name and a year',
      'personal',
      { visibleName: 'Ada Lovelace', password: 'Ada.Lovelace.1815!' },
    ],
  ];
  for (const [what, reason, given] of weak) {
    it(`ASVS 6.2.4 a password ${what}: on registration: answers 422 weak-password, saying why`, async () => {
      const { status, body, text } = await register(service(), given);
      expect([status, body.code, body.errors]).to.deep.equal([
        422,
        'weak-password',
        [{ pointer: '/password', message: body.detail, code: reason }],
      ]);
      expect(text).to.not.include((given as { password: string }).password);
    });
  }

  it('ASVS 6.2.8 bytes that are not UTF-8 in a password: on registration: are refused, not replaced', async () => {
    const [before, after] = ['{"email":"bytes@example.com","visibleName":"Bytes","password":"', '"}'];
    const password = Buffer.from([...Buffer.from('seven quiet '), 0xff, 0xfe, 0xc0, 0xaf, 0xff]);
    const response = await fetch(`${service().url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat([Buffer.from(before), password, Buffer.from(after)]),
    });
    expect(response.status).to.equal(400);
    expect(((await response.json()) as { code: string }).code).to.equal('malformed-json');
  });
});

describe('passwords where PASSWORD__MIN_LENGTH is 20:', () => {
  const service = useService({ PASSWORD__MIN_LENGTH: '20' });

  for (const [length, status] of [
    [19, 422],
    [20, 201],
  ] as const) {
    it(`ASVS 6.2.1 a password of ${length} characters: on registration: answers ${status}`, async () => {
      expect((await register(service(), { password: long(length) })).status).to.equal(status);
    });
  }
});
