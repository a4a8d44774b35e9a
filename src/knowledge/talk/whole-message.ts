/** What a whole message says, without emoji and the marks around it: "不是这个！😅" is "不是这个". */
export function wholeMessage(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘]/gu, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
}
