import { expect } from 'chai';
import Joi from 'joi';
import { authorBody } from '../../../src/adapters/http/catalogue/author-schema.js';
import { movieBody } from '../../../src/adapters/http/catalogue/movie-schema.js';
import { visibleName } from '../../../src/adapters/http/identity/user-schema.js';
import { email, newEmail } from '../../../src/adapters/http/text-schemas.js';
import { bodyValidator, queryValidator } from '../../../src/adapters/http/validation.js';
import type { DomainError } from '../../../src/core/shared/errors.js';
import { errorOf } from '../rejections.js';

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
  ((await errorOf(() => body[field](value))) as DomainError).violations;

describe('text of a body', () => {
  it('with a hidden character, or with no visible one: is rejected in every field', async () => {
    for (const field of Object.keys(body) as Field[]) {
      const hidden = await violationsOf(field, `ad\u200bmin${field === 'email' ? '@example.com' : ''}`);
      expect(hidden.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
        [`/${field}`, 'string.hidden'],
      ]);
      expect(hidden[0]?.message).to.include('U+200B');
      if (field === 'email') continue;
      expect((await violationsOf(field, '\u200b\u200b'))[0]?.code).to.equal('string.hidden');
      const [invisible] = await violationsOf(field, '\u2800\u2800');
      expect(invisible).to.include({ pointer: `/${field}`, code: 'string.invisible' });
      expect(body[field]('می\u200cخواهم ❤\ufe0f')).to.equal('می\u200cخواهم ❤\ufe0f');
    }
  });

  it('email with joiners in Persian: is rejected', async () => {
    expect((await violationsOf('email', 'می\u200cخواهم@example.com'))[0]?.message).to.include('U+200C');
  });

  it('keys and names: are stored in NFC with single spaces; titles keep their no-break spaces', () => {
    for (const field of ['name', 'sourceId', 'visibleName'] as const)
      expect(body[field]('Ame\u0301lie  de\u00a0X')).to.equal('Am\u00e9lie de X');
    expect(body.title('Qui a peur\u00a0?')).to.equal('Qui a peur\u00a0?');
  });

  it('name that is too long, or only in NFC: is rejected with one error', async () => {
    expect(body.name('\ufb2c'.repeat(66))).to.have.lengthOf(198);
    for (const tooLong of ['\ufb2c'.repeat(67), 'x'.repeat(300)]) {
      const violations = await violationsOf('name', tooLong);
      expect(violations.map(({ pointer, code }) => [pointer, code])).to.deep.equal([['/name', 'string.max']]);
    }
  });
});

describe('emails and keys', () => {
  it('with a domain in Punycode or Unicode: are stored and looked up in Unicode; ASCII stays unchanged', () => {
    for (const [given, stored] of [
      ['Ada@bücher.example', 'Ada@bücher.example'],
      ['Ada@xn--bcher-kva.example', 'Ada@bücher.example'],
      ['Ada@mail.XN--BCHER-KVA.example', 'Ada@mail.bücher.example'],
      ['Ada@BÜCHER.example', 'Ada@bücher.example'],
      ['Ada@bu\u0308cher.example', 'Ada@bücher.example'],
      ['Ada@Example.COM', 'Ada@Example.COM'],
      ['Ada@xn--a.example', 'Ada@xn--a.example'],
      ['Adä@example.com', 'Adä@example.com'],
    ] as const)
      expect([body.email(given), lookedUp(given)]).to.deep.equal([stored, stored]);
  });

  it('with a hidden character, stored before the rule existed: are looked up unchanged', () => {
    expect(lookedUp('ada@bü\u200bcher.example')).to.equal('ada@bü\u200bcher.example');
    const query = queryValidator(Joi.object({ sourceId: movieBody.extract('sourceId') }));
    for (const sourceId of ['a\u200bb', 'e\u0301', 'a  b'])
      expect(query({ sourceId })).to.deep.equal({ sourceId });
  });
});
