/** Somebody is to come to the customer's home and see to a thing: a repair, not a talk. */
const VISIT =
  /派(?:个|一个|一位|位|几个|你们|你们的|咱们的)*(?:人|师傅|工人|工程师|维修(?:工|员|师傅|人员)?|安装(?:工|师傅)?|技术(?:员|人员)?)(?:师傅)?(?:过来|上门|来|到我?家|到家|去)?.{0,3}(?:看看|看一?下|看一看|瞧瞧|瞅瞅|修|检查|检修|检测|装|拆|搬|取)|(?:叫|找|让|请|安排)(?:个|一个|一位|位|你们|你们的)*(?:人|师傅|工人|工程师|维修(?:工|员|师傅|人员)?|技术(?:员|人员)?).{0,2}(?:上门|到我?家|来我?家|过来修|来修|来检修|来装|来拆)|\b(?:send|have|get|need|want|ask|arrange(?: for)?)\b.{0,10}\b(?:someone|somebody|a (?:man|person|technician|engineer|tech|repair ?man|handyman|fitter)|one of your (?:people|technicians|engineers))\b.{0,8}(?:\b(?:come|round|around|over|out)\b|\bto (?:(?:take|have) a look|look at|check|fix|repair|inspect|see to|mend|service)\b|\bto (?:my|our|the) (?:house|home|place|flat|apartment)\b)|\b(?:send|book|arrange) (?:me |us )?an? (?:technician|engineer|repair ?man|handyman|fitter)\b|\b(?:can|could|would|will) (?:someone|somebody|a technician|an engineer) (?:please )?(?:come|drop by|pop round)\b/u;

/** What only a colleague at a desk can look at. */
const ON_PAPER =
  /订单|退款|投诉|账|单子|记录|聊天|客服|问题|情况|这事|这个事|那事|\b(?:orders?|refund|account|case|ticket|complaint|bill|chat|payment|charge|issue|problem|message)\b/u;

/** Whether a clause of a folded text wants somebody to come to the house. */
export function wantsVisit(clause: string): boolean {
  return VISIT.test(clause) && !ON_PAPER.test(clause);
}
