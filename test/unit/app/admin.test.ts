import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  type AuditEntry,
  actionLabel,
  itemVerbs,
  keyIdIn,
  otherActions,
  partsOf,
  sentenceOf,
} from '../../../app/src/admin/audit-words.js';
import { fromLocalInput, toLocalInput } from '../../../app/src/admin/local-time.js';
import { changesOf, type Person, people } from '../../../app/src/admin/people.js';
import { supportedCombinations } from '../../../src/adapters/http/list-parameters.js';
import { userPaths } from '../../../src/core/identity/user.js';

const entry = (action: string, overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: 1, at: '2026-11-30T12:00:00.000Z', action, actorId: 1, subjectKind: 'user', subjectId: '2' },
  ...{ serviceAccountId: null, keyId: null },
  ...{ ip: null, requestId: null, details: {} },
  ...overrides,
});

describe('an audit entry at /app', () => {
  it('is a sentence with placeholders for the person and the subject, and the details', () => {
    for (const [action, overrides, sentence] of [
      ['session.started', {}, '{actor} signed in'],
      [
        'session.refused',
        { details: { reason: 'wrong-password' } },
        'Failed sign-in as {subject}: wrong password',
      ],
      ['session.ended', { details: { reason: 'ended-by-admin' } }, '{actor} ended a session of {subject}'],
      ['session.ended', { details: { reason: 'new-reason' } }, 'A session of {subject} ended'],
      [
        'user.role-changed',
        { details: { from: 'user', to: 'admin' } },
        '{actor} changed the role of {subject} from user to admin',
      ],
      ['user.created', { details: { role: 'user', invited: true } }, '{actor} invited {subject} as user'],
      [
        'user.changed',
        { subjectId: '1', details: { fields: ['visibleName', 'email'] } },
        '{actor} changed their own account: Name and Email',
      ],
      [
        'key.created',
        {
          subjectId: '1',
          details: { keyId: '5d7c3e1a9b2f4c60', permissions: ['catalogue:read', 'audit:read'] },
        },
        '{actor} created the API key {key} (read the catalogue and read the audit trail)',
      ],
      [
        'key.removed',
        { details: { reason: 'deactivated' } },
        'The API key {key} of {subject} was removed: the account was suspended',
      ],
      ['podcast.removed', { subjectKind: 'podcast' }, '{actor} removed {subject}'],
      [
        'author.merged',
        { subjectKind: 'author', details: { into: 7 } },
        '{actor} merged {subject} into {into}',
      ],
      [
        'catalogue.imported',
        {
          subjectKind: 'import',
          details: { files: ['a'], movies: { created: 1200, changed: 0, refused: 2 } },
        },
        '{actor} imported into the catalogue. Movies: 1,200 new and 2 rejected',
      ],
      ['thing.happened', {}, '{actor}: thing.happened {subject}'],
    ] as const)
      expect(sentenceOf(entry(action, overrides)), action).to.equal(sentence);
  });

  it('is split at its placeholders, which the view replaces with links', () => {
    expect(partsOf('{key} of {into}')).to.deep.equal(['{key}', ' of ', '{into}']);
    expect(partsOf('{actor} changed {subject}: Year')).to.deep.equal([
      '{actor}',
      ' changed ',
      '{subject}',
      ': Year',
    ]);
  });

  it('of a key is found by the id or the whole key, of which only the id is sent', () => {
    const id = '5d7c3e1a9b2f4c60';
    for (const text of [id, `pdba_${id}`, `pdba_${id}_${'0'.repeat(72)}`])
      expect(keyIdIn(text), text).to.equal(id);
  });

  it('of each documented action has a sentence and a label of its own', () => {
    const documented = readFileSync(new URL('../../../docs/audit.md', import.meta.url), 'utf8')
      .split('\n')
      .flatMap((line) => /^\| (`[a-z-]+\.[a-z-]+`[^|]*)\|/.exec(line)?.[1]?.match(/[a-z-]+\.[a-z-]+/g) ?? []);
    expect(documented).to.include.members(['session.started', 'movie.created', 'author.merged']);
    const offered: string[] = [
      ...otherActions,
      ...itemVerbs.flatMap((verb) => [`movie.${verb}`, `author.${verb}`]),
    ];
    expect(offered).to.include.members(documented);
    for (const action of documented) {
      const [subjectKind = ''] = action.split('.');
      expect(sentenceOf(entry(action, { subjectKind })), action).to.not.include(action);
      const nounOf = (name: string) => (['movie', 'author'].includes(name) ? name : undefined);
      expect(actionLabel(action, nounOf), action).to.match(/^[A-Z]/);
    }
  });
});

describe('the list of people at /app', () => {
  it('offers what the service supports', () => {
    const supported = supportedCombinations(userPaths);
    const offered = (filter?: string) =>
      supported
        .filter(({ filters }) => filters.join() === (filter ?? ''))
        .flatMap(({ sort }) => sort)
        .sort();
    for (const { filters, sort } of people.combinations)
      expect([...sort].sort(), filters.join()).to.deep.equal(offered(filters[0]));
    const filters = new Set(supported.flatMap((one) => one.filters));
    expect(people.combinations.flatMap((one) => one.filters)).to.have.members([...filters]);
  });
});

describe('two versions of an account at /app', () => {
  const ada: Person = {
    ...{
      id: 1,
      email: 'ada@example.com',
      visibleName: 'Ada',
      role: 'user',
      active: true,
      emailVerified: true,
      pendingEmail: null,
      secondFactor: false,
    },
    ...{ createdAt: '', updatedAt: '' },
  };

  it('differ in words', () => {
    expect(changesOf(ada, { ...ada, role: 'moderator', active: false, updatedAt: 'later' })).to.deep.equal([
      'Role: user is now moderator',
      'State: active is now suspended',
    ]);
    expect(changesOf(ada, ada)).to.deep.equal([]);
  });
});

describe('a range of time at /app', () => {
  it('is entered in the zone of the browser, and includes its last minute', () => {
    const instant = fromLocalInput('2026-11-30T18:05') as string;
    expect(instant).to.equal(new Date(2026, 10, 30, 18, 5).toISOString());
    expect(toLocalInput(instant)).to.equal('2026-11-30T18:05');
    const end = fromLocalInput('2026-11-30T18:05', true) as string;
    expect(Date.parse(end) - Date.parse(instant)).to.equal(59_999);
    expect(toLocalInput(end)).to.equal('2026-11-30T18:05');
  });

  it('that is incomplete: is none', () => {
    expect([fromLocalInput(''), fromLocalInput('soon'), toLocalInput(undefined)]).to.deep.equal([
      undefined,
      undefined,
      '',
    ]);
  });
});
