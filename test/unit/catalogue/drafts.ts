export const page = { limit: 20, count: false } as const;
