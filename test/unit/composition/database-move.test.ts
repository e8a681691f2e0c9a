import { expect } from 'chai';
import { placeOf, routeOf } from '../../../src/composition/database-move.js';

describe('the databases of a move', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => `postgresql://localhost/${name}`) as [
    string,
    string,
    string,
  ];

  it('without options: are the embedded one and that of DB_URL, which is required', () => {
    expect(routeOf({}, { DB_URL: a })).to.deep.equal({ from: undefined, to: a });
    expect(() => routeOf({ from: a }, {})).to.throw('The target is missing: set DB_URL');
  });

  it('with --to: are that of DB_URL, or the embedded one without it, and the given one', () => {
    expect(routeOf({ to: b }, { DB_URL: a })).to.deep.equal({ from: a, to: b });
    expect(routeOf({ to: b }, {})).to.deep.equal({ from: undefined, to: b });
  });

  it('with --from: are the given one and that of DB_URL, or --to', () => {
    expect(routeOf({ from: a }, { DB_URL: b })).to.deep.equal({ from: a, to: b });
    expect(routeOf({ from: a, to: c }, { DB_URL: b })).to.deep.equal({ from: a, to: c });
  });

  it('are shown without user and password', () => {
    expect(placeOf('postgresql://ada:secret@db.example:5432/media')).to.equal('db.example:5432/media');
  });
});
