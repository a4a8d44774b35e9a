/**
 * A folded text in which the words of a request are written as they were meant: pinyin without characters, characters of
 * the same sound ("转人功"), Cantonese words, letters held down too long ("humannn"), usual slips and short forms ("csr").
 */
export function meantText(folded: string): string {
  let text = folded;
  for (const [written, meant] of MEANT) text = text.replace(written, meant);
  return text;
}

const MEANT: readonly (readonly [RegExp, string])[] = [
  [/\b(?:zhuan ?ren ?gong|zrg)\b(?: ?(?:ke ?fu|fu ?wu))?/g, '转人工'],
  [/\bzhuan ?(?=人工|客服)/g, '转'],
  [/\b(?:zhao|yao|jie) ?(?=(?:ren ?gong|zhen ?ren|ke ?fu)\b)/g, '找'],
  [/\bren ?gong(?: ?(?:ke ?fu|fu ?wu))?\b/g, '人工'],
  [/\bzhen ?ren\b/g, '真人'],
  [/\bke ?fu\b/g, '客服'],
  [/[转砖专赚撰传](?:到|接|成)?[人仁任认][工公功攻宫供弓](?!作|司)/gu, '转人工'],
  [/[人仁任认][公功攻宫](?=[客课][服福负付]|台|服务|坐席)/gu, '人工'],
  [/^[人仁][功攻公](?=$|[!,.。，！]| )/gu, '人工'],
  [/(?<=人工|在线|找|转|接|要|联系|真人)[客课克刻可科][服福负付府复](?!务)/gu, '客服'],
  [/真[人任仁][客课][服福负付]/gu, '真人客服'],
  [/搵/gu, '找'],
  [/有冇/gu, '有没有'],
  [/冇/gu, '没'],
  [/(?<=想|要|我)(?:同|和)(?=人工|真人|客服|你哋|经理)/gu, '跟'],
  [/你哋/gu, '你们'],
  [/([a-z])\1{2,}/g, '$1'],
  [/\bcos?tu?mer (?=serv|care|supp)|\bcus?t[oe]?mer (?=serv|care|supp)|\bcust\.? (?=serv|care|supp)/g, 'customer '],
  [/\b(?:csr|cs rep|cs agent|c s r)s?\b/g, 'customer service representative'],
  [/\bsup(?:er|ar)vi[sz][eo]r\b|\bsuper ?visor\b/g, 'supervisor'],
  [/\brepre[sz]?[a-z]*(?:tive|tative|titive|tatve|entive)\b/g, 'representative'],
  [/\b(?:hooman|humon|humen|humna|huamn)s?\b/g, 'human'],
  [/\b(?:thru|tru)\b/g, 'through'],
  [/\b(?:mgr|manger)\b/g, 'manager'],
  [/\b(?:peson|persn|perosn)\b/g, 'person'],
];
