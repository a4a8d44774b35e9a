/** Splits a folded text where a speaker would pause, so that "your phone number? get me a person" is two wishes. */
export function clausesOf(folded: string): string[] {
  return folded
    .split(/[,.!?;:~…、，。！？；：|\n()（）"“”]+|(?<=[\p{Script=Han}]) | (?=[\p{Script=Han}])/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}
