import assert from 'node:assert/strict';

interface Item {
  readonly id: number;
}

/**
 * Ids for the paths of views, by name: of items of the sample and of movies with unusual fields. Those that do not exist are
 * created.
 * @param authorization the header of a moderator
 */
export const sampleIds = async (
  url: string,
  authorization: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, number>>> => {
  const send = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      ...init,
      headers: { ...authorization, 'content-type': 'application/json' },
    });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    return response.json();
  };
  const post = async (path: string, draft: object) =>
    (await send(path, { method: 'POST', body: JSON.stringify(draft) })) as Item;
  const find = async (path: string, field: string, name: string) => {
    const query = new URLSearchParams({ [`${field}.prefix`]: name, limit: '1' });
    return ((await send(`${path}?${query}`)) as { items: Item[] }).items[0];
  };
  const create = async (draft: { title: string }, path = 'movies') =>
    (await find(path, 'title', draft.title)) ?? post(path, draft);
  const change = (id: number, fields: object) =>
    send(`movies/${id}`, { method: 'PATCH', body: JSON.stringify(fields) });

  const author =
    (await find('authors', 'name', 'Steven Spielberg')) ??
    (await post('authors', { name: 'Steven Spielberg', birthYear: 1946 }));
  const movie = await create({
    title: 'Jaws',
    ...{ releaseYear: 1975, genres: ['adventure', 'thriller'], authorId: author.id },
    ...{ description: 'A shark keeps the bathers of a small town out of the water.' },
  });
  const edited = await create({
    title: 'Vertigo',
    ...{ releaseYear: 1958, runtimeMinutes: 128, genres: ['mystery', 'thriller'] },
  });
  await change(edited.id, { releaseYear: 1957 });
  await change(edited.id, {
    releaseYear: 1958,
    description: 'A former detective follows a woman through San Francisco.',
  });
  const bare = await create({ title: 'Untitled fragment' });
  const rtl = await create({
    title: 'جدایی نادر از سیمین',
    ...{ releaseYear: 2011, runtimeMinutes: 123, genres: ['drama'] },
    ...{ description: 'زوجی میان ماندن و رفتن، و دروغی که همه را گرفتار می‌کند.' },
  });
  const long = await create({
    title: `Night of the Day of the Dawn of the Son of the Bride of the Return of the Revenge of the Terror of the Attack of the Evil, Mutant, Alien, Flesh Eating, Hellbound, Zombified Living ${'Dead'.repeat(25)}`,
    ...{ releaseYear: 1991, genres: ['horror', 'comedy', 'sci-fi', 'fantasy', 'mystery', 'thriller'] },
    ...{ description: 'A sentence that goes on, and says little. '.repeat(40).trim() },
  });
  await create(
    {
      title: 'Borgen',
      ...{ releaseYear: 2010, endYear: 2022, seasons: 4, episodes: 38, authorId: author.id },
      ...{ genres: ['drama', 'thriller', 'comedy'] },
    },
    'series',
  );
  return {
    movie: movie.id,
    author: author.id,
    edited: edited.id,
    bare: bare.id,
    rtl: rtl.id,
    long: long.id,
  };
};
