import { hotlinesIn } from '../../core/index.ts';
import type { ComplaintGrade } from './complaint.ts';

/** What the grade is decided by. */
export interface GradeSignals {
  /** Everything that the customer wrote about it. */
  text: string;
  /** Complaints of the same customer in the last 90 days, this one not counted. */
  earlier: number;
  /** The shop's best customers. */
  topTier: boolean;
}

export type GradeReason = 'injury' | 'regulator' | 'media' | 'legal' | 'repeated' | 'top-tier';

const SIGNS: readonly (readonly [GradeReason, RegExp])[] = [
  [
    'injury',
    /受伤|伤到|烫伤|烧伤|割伤|砸伤|砸到|触电|漏电|起火|着火|冒烟|自燃|爆炸|炸了|住院|急诊|骨折|流血|中毒|过敏|窒息|\b(?:injur(?:y|ed|ies)|hurt (?:my|his|her|our|me)|burn(?:ed|t)? (?:my|his|her|our|me)|electric shock|shocked me|caught fire|on fire|smok(?:e|ing)|explod(?:ed|es|ing)|explosion|hospital|emergency room|bleeding|broke my (?:arm|leg|finger|toe)|poison(?:ed|ing)?|allergic)\b/giu,
  ],
  [
    'regulator',
    /消协|消费者协会|工商局?|市场监管|市监局|信访|质监|举报你们|\b(?:consumer (?:council|association|protection|rights)|trading standards|ombudsman|regulator|ftc|bbb|better business bureau)\b/giu,
  ],
  [
    'media',
    /曝光|媒体|记者|电视台|发微博|上微博|发抖音|发小红书|小红书上|网上发|发到网上|挂网上|热搜|\b(?:go(?:ing)? public|newspaper|journalist|the press|the media|tv station|social media|post (?:this|it|about (?:this|it|you)) (?:on|online|everywhere)|go viral|twitter|tiktok)\b/giu,
  ],
  [
    'legal',
    /律师|起诉|法院|告你们|打官司|仲裁|\b(?:lawyer|attorney|solicitor|sue|lawsuit|take you to court|legal action|small claims)\b/giu,
  ],
];

/** "没有受伤", "nobody was hurt": the sign is denied right before it. */
const DENIED =
  /(?:没有?人?|未|并未|不会|不是|无人?|\b(?:no|not|nobody(?: was| got)?|no one(?: was| got)?|without|didn'?t|wasn'?t|never)(?: \w+)?)\s*$/iu;

/**
 * Injury, or two of the other signs, is a crisis; one of them makes it hot. The reasons are kept with the grade, so
 * that whoever reads it sees why.
 */
export function gradeComplaint(signals: GradeSignals): { grade: ComplaintGrade; reasons: GradeReason[] } {
  const reasons = SIGNS.filter(
    ([reason, sign]) => said(sign, signals.text) || (reason === 'regulator' && hotlinesIn(signals.text).length > 0),
  ).map(([reason]) => reason);
  if (signals.earlier > 0) reasons.push('repeated');
  if (signals.topTier) reasons.push('top-tier');
  if (reasons.includes('injury') || reasons.length >= 2) return { grade: 'crisis', reasons };
  return { grade: reasons.length === 1 ? 'hot' : 'ordinary', reasons };
}

function said(sign: RegExp, text: string): boolean {
  return [...text.matchAll(sign)].some((match) => !DENIED.test(text.slice(Math.max(0, match.index - 24), match.index)));
}
