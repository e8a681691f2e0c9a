import { expect } from 'chai';
import Joi from 'joi';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { visibleName } from '../../../src/adapters/http/identity/user-schema.js';
import { email, newEmail } from '../../../src/adapters/http/text-schemas.js';
import { bodyValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { refusal } from '../refusal.js';

const body = {
  title: (title: string) => bodyValidator(movieBody)({ title }).title,
  sourceId: (sourceId: string) => bodyValidator(movieBody)({ title: 'x', sourceId }).sourceId,
  name: (name: string) => bodyValidator(authorBody)({ name }).name,
  visibleName: (name: string) =>
    bodyValidator(Joi.object({ visibleName: visibleName() }))({ visibleName: name }).visibleName,
  email: (text: string) => bodyValidator(Joi.object({ email: newEmail() }))({ email: text }).email,
};
const lookedUp = (text: string) => bodyValidator(Joi.object({ email: email() }))({ email: text }).email;
type Field = keyof typeof body;

const violationsOf = async (field: Field, value: string) =>
  ((await refusal(() => body[field](value))) as DomainError).violations;

describe('text of a body', () => {
  for (const field of Object.keys(body) as Field[]) {
    it(`${field} with a hidden character, or without a visible one: is rejected`, async () => {
      for (const character of ['\u200b', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u200c', '\u200e']) {
        const value = field === 'email' ? `ad${character}min@example.com` : `ad${character}min`;
        const [violation, ...others] = await violationsOf(field, value);
        expect(others).to.be.empty;
        expect(violation).to.include({ pointer: `/${field}`, code: 'string.hidden' });
        const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        expect(violation?.message).to.include(`U+${hex}`);
      }
      if (field === 'email') return;
      expect((await violationsOf(field, '\u200b\u200b'))[0]?.code).to.equal('string.hidden');
      for (const value of ['\u2800\u2800', '\u0301\u0301']) {
        const codes = (await violationsOf(field, value)).map(({ pointer, code }) => [pointer, code]);
        expect(codes).to.deep.equal([[`/${field}`, 'string.invisible']]);
      }
    });

    if (field === 'email') continue;
    it(`${field} whose writing needs joiners, selectors or marks: is accepted`, () => {
      for (const value of ['می\u200cخواهم', '👩🏽\u200d🎤', '❤\ufe0f x', 'שלום\u200f'])
        expect(body[field](value)).to.equal(value);
    });
  }

  it('email with joiners in Persian: is rejected', async () => {
    expect((await violationsOf('email', 'می\u200cخواهم@example.com'))[0]?.message).to.include('U+200C');
  });

  it('keys and names: are stored in one form; titles keep their no-break spaces', () => {
    for (const field of ['name', 'sourceId', 'visibleName'] as const)
      expect(body[field]('Ame\u0301lie  de\u00a0X')).to.equal('Am\u00e9lie de X');
    expect(body.title('Qui a peur\u00a0?')).to.equal('Qui a peur\u00a0?');
  });

  it('name that is too long in NFC: is rejected', async () => {
    expect(body.name('\ufb2c'.repeat(66))).to.have.lengthOf(198);
    const [violation] = await violationsOf('name', '\ufb2c'.repeat(67));
    expect(violation).to.include({ pointer: '/name', code: 'string.max' });
  });
});

describe('the domain of an email', () => {
  for (const [given, stored] of [
    ['Ada@bücher.example', 'Ada@bücher.example'],
    ['Ada@xn--bcher-kva.example', 'Ada@bücher.example'],
    ['Ada@mail.XN--BCHER-KVA.example', 'Ada@mail.bücher.example'],
    ['Ada@BÜCHER.example', 'Ada@bücher.example'],
    ['Ada@bu\u0308cher.example', 'Ada@bücher.example'],
    ['Ada@Example.COM', 'Ada@Example.COM'],
    ['Ada@xn--a.example', 'Ada@xn--a.example'],
    ['Adä@example.com', 'Adä@example.com'],
  ] as const) {
    it(`of ${given}: is stored and looked up as ${stored}`, () => {
      let result: string;
      try {
        result = body.email(given);
      } catch {
        // Joi rejects such an address.
        return;
      }
      expect([result, lookedUp(given)]).to.deep.equal([stored, stored]);
    });
  }

  it('of a stored email or key with a hidden character, from before the rule: is looked up as it is', () => {
    expect(lookedUp('ada@bü\u200bcher.example')).to.equal('ada@bü\u200bcher.example');
    const query = queryValidator(Joi.object({ sourceId: movieBody.extract('sourceId') }));
    for (const sourceId of ['a\u200bb', 'e\u0301', 'a  b'])
      expect(query({ sourceId })).to.deep.equal({ sourceId });
  });
});
