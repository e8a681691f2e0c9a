/** The documentation of an error code (RFC 9457): its status, its title, what it means, and what the client can do. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

export const problem = (status: number, title: string, meaning: string, advice: string): Problem => ({
  status,
  title,
  meaning,
  advice,
});
