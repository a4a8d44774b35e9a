/** What a code means to a person; one that is not known is shown as it came. */
export function named(code: string, names: Readonly<Record<string, string>>): string {
  return Object.hasOwn(names, code) ? (names[code] ?? code) : code;
}
