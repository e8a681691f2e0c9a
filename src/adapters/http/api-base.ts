/** Where everything of the API is. */
export const apiBase = '/api/v1';
