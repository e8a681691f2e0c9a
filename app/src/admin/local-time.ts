const pad = (number: number, length = 2) => String(number).padStart(length, '0');

/** The value of a field `datetime-local`, in the time zone of the browser. An empty text if it is no time. */
export const toLocalInput = (instant: unknown): string => {
  const at = new Date(String(instant ?? ''));
  if (Number.isNaN(at.getTime())) return '';
  const date = [pad(at.getFullYear(), 4), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
};

/**
 * The instant of a field `datetime-local`; undefined if it is incomplete.
 * @param isEnd whether the whole minute belongs to the range that ends here
 */
export const fromLocalInput = (text: string, isEnd = false): string | undefined => {
  const at = new Date(text);
  if (text === '' || Number.isNaN(at.getTime())) return undefined;
  return new Date(at.getTime() + (isEnd ? 59_999 : 0)).toISOString();
};
