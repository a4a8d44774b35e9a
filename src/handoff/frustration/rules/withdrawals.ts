/** Takes a complaint back, or says that none is meant: "我不想投诉了", "I don't want to complain any more". */
const WITHDRAWN =
  /不(?:想|要|用|打算|准备|需要|必)?再?投诉(?=了|吧|$|[,，。.!！;； ])|(?:取消|撤销|撤回|撤掉|撤)(?:了|掉)?(?:我|之前|刚才|这个|那个|上次)?的?投诉|投诉(?:就)?(?:取消|撤销|撤回|撤掉|撤|算)了|撤诉|\b(?:don't|dont|do not|no longer|not|won't|needn't) (?:(?:really |even )?(?:want|wish|need|going|like|have) to )?(?:complain(?:ing)?|(?:make|file) a complaint)\b|\b(?:withdraw\w*|cancel|drop|dropping|retract|take back|scrap) (?:\w+ ){0,2}complaint\b|\bno longer (?:have|make|making) (?:a|my|this|the) complaint\b/u;

/** The same words said of what might have been, or of what only comes about if something is done. */
const ONLY_IF =
  /本来|原本|本不想|如果|要是|只要|除非|的话|(?:怎么|怎|哪|难道|不能|不得).{0,2}不投诉|不投诉(?:都|也|还)?不行|投诉[,，]?(?:但|可是|不过)|\b(?:if|unless|until|otherwise|didn't want|make me|force me|why (?:should|would))\b/u;

/** Whether a folded text takes a complaint back. What else it holds, an insult or a lawyer, counts all the same. */
export function withdrawsComplaint(folded: string): boolean {
  return WITHDRAWN.test(folded) && !ONLY_IF.test(folded);
}
