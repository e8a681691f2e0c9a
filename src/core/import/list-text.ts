/** String literals and constants of Python, which pandas writes into cells with lists. */
const pythonToken = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\b(?:None|True|False)\b/g;
const ofPython: Readonly<Record<string, string>> = { None: 'null', True: 'true', False: 'false' };

const toJson = (token: string): string =>
  ofPython[token] ??
  (token.startsWith("'") ? JSON.stringify(token.slice(1, -1).replaceAll(/\\(['"\\])/g, '$1')) : token);

const parsedAs = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The values of a list in one cell, without spaces around them: separated by commas, `|` or `;`, or an array of JSON or
 * Python. Empty values are left out.
 */
export const listIn = (text: string): readonly unknown[] => {
  if (/^\s*\[/.test(text)) {
    const list = parsedAs(text) ?? parsedAs(text.replaceAll(pythonToken, toJson));
    if (Array.isArray(list)) return list;
  }
  return text.split(/[,;|]/).flatMap((value) => value.trim() || []);
};

/** Parses a map from JSON. Other text is returned unchanged, and validation rejects it. */
export const mapIn = (text: string): unknown => {
  const value = text.trim() === '' ? {} : parsedAs(text);
  return value === undefined ? text : value;
};
