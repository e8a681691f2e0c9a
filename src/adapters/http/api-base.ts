/** The base path of the API. */
export const apiBase = '/api/v1';
