/** The address of the audit trail with a filter. */
export const trailOf = (filter: object): string =>
  `/audit?${new URLSearchParams({ filter: JSON.stringify(filter) })}`;
