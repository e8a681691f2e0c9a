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
const lookedFor = (text: string) => bodyValidator(Joi.object({ email: email() }))({ email: text }).email;
type Field = keyof typeof body;
const fields = Object.keys(body) as Field[];

const violationsOf = async (field: Field, value: string) =>
  ((await refusal(() => body[field](value))) as DomainError).violations.map(
    ({ pointer, code, message }) => `${pointer} ${code} ${message}`,
  );

describe('text of a body', () => {
  for (const field of fields) {
    it(`${field}, with a hidden character: is refused, naming it`, async () => {
      for (const character of ['\u200b', '\u202e', '\u2066', '\ufeff', '\u00ad', '\u200c', '\u200e']) {
        const value = field === 'email' ? `ad${character}min@example.com` : `ad${character}min`;
        const hex = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
        expect(await violationsOf(field, value)).to.deep.equal([
          `/${field} string.hidden ${field} contains U+${hex}, which is invisible or changes the direction of text: remove it`,
        ]);
      }
    });

    if (field === 'email') continue;
    it(`${field}, without a visible character: is refused`, async () => {
      expect((await violationsOf(field, '\u200b\u200b'))[0]).to.include('contains U+200B');
      for (const value of ['\u2800\u2800', '\u0301\u0301'])
        expect(await violationsOf(field, value)).to.deep.equal([
          `/${field} string.invisible ${field} must contain a visible character`,
        ]);
    });

    it(`${field}, whose writing needs joiners, selectors or marks: is taken`, () => {
      for (const value of ['می\u200cخواهم', '👩🏽\u200d🎤', '❤\ufe0f x', 'שלום\u200f'])
        expect(body[field](value)).to.equal(value);
    });
  }

  it('email, with joiners in Persian: is refused', async () => {
    expect((await violationsOf('email', 'می\u200cخواهم@example.com'))[0]).to.include('U+200C');
  });

  for (const field of ['name', 'sourceId', 'visibleName'] as const) {
    it(`${field}, decomposed or with other spaces: is stored in one form`, () => {
      expect(body[field]('Ame\u0301lie  de\u00a0X')).to.equal('Am\u00e9lie de X');
    });
  }

  it('title, with a no-break space: keeps it, as it is typography', () => {
    expect(body.title('Qui a peur\u00a0?')).to.equal('Qui a peur\u00a0?');
  });

  it('name, that is longer in NFC than it may be: is refused', async () => {
    expect(body.name('\ufb2c'.repeat(66))).to.have.lengthOf(198);
    expect((await violationsOf('name', '\ufb2c'.repeat(67)))[0]).to.include('/name string.max');
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
    ['Ada@foo_bar.example', 'Ada@foo_bar.example'],
    ['Ada@1.2.3', 'Ada@1.2.3'],
    ['Ada@xn--a.example', 'Ada@xn--a.example'],
    ['Adä@example.com', 'Adä@example.com'],
  ] as const) {
    it(`of ${given}: is that of ${stored}, new or looked for`, () => {
      let result: string;
      try {
        result = body.email(given);
      } catch {
        // Joi takes no such address at all.
        return;
      }
      expect([result, lookedFor(given)]).to.deep.equal([stored, stored]);
    });
  }

  it('of a stored email with a hidden character: is looked for as it is', () => {
    expect(lookedFor('ada@bü\u200bcher.example')).to.equal('ada@bü\u200bcher.example');
  });
});

describe('text of a query', () => {
  it('of a key: is looked for as it is given, since it may be stored from before the rule', () => {
    const query = queryValidator(Joi.object({ sourceId: movieBody.extract('sourceId') }));
    for (const sourceId of ['a\u200bb', 'e\u0301', 'a  b'])
      expect(query({ sourceId })).to.deep.equal({ sourceId });
  });
});
