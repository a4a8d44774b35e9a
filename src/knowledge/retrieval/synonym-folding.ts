import { normalise } from './normalise.ts';

const HAN = /\p{Script=Han}/u;

/**
 * Writes every member of a group as the group's first, in a normalised text: questions and entries then meet whatever
 * word they use. Chinese members are found anywhere, others as whole words. A word in two groups belongs to the first.
 */
export function createSynonymFolding(groups: readonly (readonly string[])[]): (normalised: string) => string {
  const first = new Map<string, string>();
  for (const group of groups) {
    const members = group.map((member) => normalise(member).trim()).filter((member) => member !== '');
    for (const member of members)
      if (!first.has(member)) first.set(member, first.get(members[0] ?? '') ?? members[0] ?? member);
  }
  const changing = [...first].filter(([member, to]) => member !== to).map(([member]) => member);
  if (changing.length === 0) return (normalised) => normalised;
  const pattern = new RegExp(
    changing
      .sort((a, b) => b.length - a.length)
      .map((member) => {
        const escaped = member.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        return HAN.test(member) ? escaped : `(?<![a-z0-9])${escaped}(?![a-z0-9])`;
      })
      .join('|'),
    'gu',
  );
  return (normalised) => normalised.replace(pattern, (member) => first.get(member) ?? member);
}
