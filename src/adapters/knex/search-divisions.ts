/** Minimum and maximum length of a word that is divided. */
const [minJoined, maxJoined] = [4, 30];
/** Minimum length of each of its pieces, and their maximum number. */
const [minPiece, maxPieces] = [2, 5];
/** Maximum number of ways to divide a word, and of beginnings that are continued with another piece. */
const [maxDivisions, maxBegun] = [32, 200];

/** Returns the beginnings of a word that may be words of their own, each with the rest. */
const splits = (word: string): (readonly [string, string])[] => {
  const letters = [...word];
  if (letters.length < minJoined || letters.length > maxJoined) return [];
  const pairs = letters.map((_, i) => [letters.slice(0, i).join(''), letters.slice(i).join('')] as const);
  return pairs.slice(minPiece).filter(([, tail]) => tail.length >= minPiece || /^\d$/.test(tail));
};

/** The words that a word may consist of, if it is two. */
export const piecesOfPairs = (word: string): string[] => splits(word).flat();

/** The words that a word may consist of, if it is two or more. */
export const piecesOfMany = (word: string): string[] =>
  splits(word).flatMap(([head, tail]) => [head, tail, ...splits(tail).map(([next]) => next)]);

/** Returns ways to divide a word into these pieces, those with the fewest first. */
export const divisions = (word: string, pieces: ReadonlySet<string>): (readonly string[])[] => {
  const found: (readonly string[])[] = [];
  let begun: (readonly [pieces: readonly string[], rest: string])[] = [[[], word]];
  for (let count = 1; count < maxPieces && found.length < maxDivisions; count += 1) {
    const longer = begun.flatMap(([some, rest]) =>
      splits(rest)
        .filter(([head]) => pieces.has(head))
        .map(([head, tail]) => [[...some, head], tail] as const),
    );
    found.push(...longer.filter(([, rest]) => pieces.has(rest)).map(([some, rest]) => [...some, rest]));
    begun = longer.slice(0, maxBegun);
  }
  return found.slice(0, maxDivisions);
};
