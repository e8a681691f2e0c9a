/** Reads `--map field=Column`. @throws Error */
export const fieldAndColumn = (text: string): { readonly field: string; readonly column: string } => {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new Error(`--map: "${text}" has no field or no column. Example: --map title=Series_Title`);
  return { field: text.slice(0, at), column: text.slice(at + 1) };
};
