import type { Knex } from 'knex';
import type { ReadRow } from '../../../core/import/import-row.js';
import { type KnownPerson, knownPeople } from './known-people.js';

interface StoredAuthor {
  readonly id: number;
  readonly name: string;
  readonly imdb_id: string | null;
}

/** The author without keys that an earlier release of the sample created from the name of a person. */
const olderAuthor = (
  { fields: { imdbId, name }, otherName }: KnownPerson,
  stored: readonly StoredAuthor[],
): StoredAuthor | undefined => {
  if (stored.some(({ imdb_id }) => imdb_id === imdbId)) return undefined;
  const withoutImdbId = stored.filter(({ imdb_id }) => imdb_id === null);
  return (
    withoutImdbId.find((one) => one.name === name) ?? withoutImdbId.find((one) => one.name === otherName)
  );
};

/**
 * Returns the known people as rows of an import. An author that has only a name gets the sourceId that an export of
 * this installation would give it, so that the import finds it.
 */
export const peopleRows = async (database: Knex): Promise<readonly ReadRow[]> => {
  const { id: installation } = await database('installation').first('id');
  const names = knownPeople.flatMap(({ fields, otherName }) => [fields.name, otherName ?? []].flat());
  const stored: StoredAuthor[] = await database('authors')
    .whereIn('name', names)
    .orWhereIn(
      'imdb_id',
      knownPeople.map(({ fields }) => fields.imdbId),
    )
    .orderBy('id')
    .select('id', 'name', 'imdb_id');
  return knownPeople.map((person, i) => {
    const older = olderAuthor(person, stored);
    const key = older && { sourceId: `${installation}/${older.id}` };
    return { place: { file: 'known-people', line: i + 1 }, fields: { ...person.fields, ...key } };
  });
};
