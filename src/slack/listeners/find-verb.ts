/** Whatever has a name and goes by others too. */
interface Named {
  name: string;
  synonyms: readonly string[];
}

/** The verb of this name or synonym. */
export const findVerb = <V extends Named>(verbs: readonly V[], typed: string): V | undefined =>
  verbs.find(({ name, synonyms }) => name === typed || synonyms.includes(typed));

/** What was probably meant by a word that is no verb; undefined when it resembles none, or too many. */
export function closestVerb<V extends Named>(verbs: readonly V[], typed: string): V | undefined {
  if (typed.length < 2 || typed.length > 30) return undefined;
  const beginning = verbs.filter(({ name }) => typed.length >= 3 && name.startsWith(typed));
  if (beginning.length === 1) return beginning[0];
  const ranked = verbs
    .map((verb) => ({
      verb,
      typos: Math.min(...[verb.name, ...verb.synonyms].map((word) => typosBetween(word, typed))),
    }))
    .sort((a, b) => a.typos - b.typos);
  const [best] = ranked;
  if (best === undefined) return undefined;
  const most = typed.length <= 4 ? 1 : 2;
  // Two typos and another beginning make another word: “please” is not “release”.
  const sameBeginning = [best.verb.name, ...best.verb.synonyms].some((word) => word[0] === typed[0]);
  return best.typos <= (sameBeginning ? most : 1) ? best.verb : undefined;
}

/** Letters that are wrong, missing, too many or swapped with their neighbour. */
function typosBetween(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    const above = rows[row - 1] ?? [];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (rows[row - 2]?.[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(line);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
