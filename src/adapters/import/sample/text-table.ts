/** The rows of a table written as text: a line each, with ` | ` between the cells. Cells at the end may be missing. */
export const tableRows = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** A cell with a number; null if it is empty. */
export const numberOf = (cell: string): number | null => (cell === '' ? null : Number(cell));

/** A cell with a list. */
export const listOf = (cell: string): string[] => cell.split(', ');
