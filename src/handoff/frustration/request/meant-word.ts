/** The English word that a slip of the fingers was meant for ("tlak", "humen", "operater"), or the word itself. */
export function meantWord(word: string): string {
  if (word.length < 4 || word.length > 11 || NO_SLIP.has(word)) return word;
  return MEANT.find((meant) => oneSlip(word, meant)) ?? word;
}

const MEANT = ['talk', 'speak', 'human', 'agent', 'person', 'manager', 'operator', 'someone', 'somebody', 'supervisor'];

/** English words that lie one slip away from those. */
const NO_SLIP = new Set(
  'talks tall tale walk balk calk tank task teak talc tack speaks spear spean peak humans humane humid agents urgent regent gent persons personal parson managers manage managed manger mange operators operate operated supervisors'.split(
    ' ',
  ),
);

/** One letter wrong, missing or too many, or two neighbours changed places; the first letter is right. */
function oneSlip(word: string, meant: string): boolean {
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > 1) return word === meant;
  let same = 0;
  while (same < word.length && word[same] === meant[same]) same += 1;
  const rest = word.slice(same);
  const meantRest = meant.slice(same);
  if (word.length > meant.length) return rest.slice(1) === meantRest;
  if (word.length < meant.length) return rest === meantRest.slice(1);
  return (
    rest.slice(1) === meantRest.slice(1) ||
    (rest[0] === meantRest[1] && rest[1] === meantRest[0] && rest.slice(2) === meantRest.slice(2))
  );
}
