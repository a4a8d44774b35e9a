export interface TagSides {
  /** What both had the last time. */
  agreed: ReadonlySet<string>;
  there: ReadonlySet<string>;
  here: ReadonlySet<string>;
}

export interface TagMerge {
  giveHere: string[];
  takeHere: string[];
  giveThere: string[];
  takeThere: string[];
}

/** What each side has to change so that both have what either has changed since they last agreed. */
export function mergeTags({ agreed, there, here }: TagSides): TagMerge {
  const merge: TagMerge = { giveHere: [], takeHere: [], giveThere: [], takeThere: [] };
  for (const tag of new Set([...agreed, ...there, ...here])) {
    if (there.has(tag) === here.has(tag)) continue;
    // One side has it and the other has not: whoever differs from what was agreed has changed it.
    if (there.has(tag)) (agreed.has(tag) ? merge.takeThere : merge.giveHere).push(tag);
    else (agreed.has(tag) ? merge.takeHere : merge.giveThere).push(tag);
  }
  return merge;
}
