/** What `scripts/check-clients.ts` passes to each story. */
const [, , baseUrl = '', email = '', password = ''] = process.argv;

export const service = { baseUrl, email, password };

/** The body that each story creates. The title and id are its own, because the stories run on one service. */
export const filmOf = (client: string) => ({
  title: `Cléo from 5 to 7 (${client})`,
  releaseYear: 1962,
  runtimeMinutes: 90,
  genres: ['drama' as const],
  externalIds: { story: client },
});

/** More failed logins than the service allows for one account. */
export const tooMany = 4;
