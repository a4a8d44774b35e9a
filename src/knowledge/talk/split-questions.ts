import { classifySmallTalk } from './small-talk.ts';

/** More parts than this are not separate questions but a story; the rest stays with the last one. */
const MOST_QUESTIONS = 4;
/** Longer messages are told in sentences that belong together; they are answered as one. */
const LONGEST = 600;

const ZH_ASKS =
  /[吗么嘛呢]$|多久|多少|(?<![前这那好过])几(?!天[前以之])(?:天|号|点|个|次|年|块|元|级|时|折|层|米|匹|期|家|种|件|分)|什么|啥|怎么|怎样|咋|如何|哪|谁|为何|能不能|可不可以|可以.{0,12}吗|是不是|有没有|要不要|会不会|行不行|能否|是否|多大|多长|多远|多贵|贵不贵|怎么办/u;
const EN_ASKS =
  /\b(?:how|what|when|where|which|who|whom|whose|why)\b|^(?:(?:hi|hello|hey|please|so|and|also|but|then|ok(?:ay)?)[, ]+)*(?:can|could|do|does|did|is|are|was|were|will|would|may|might|should|shall|has|have|am)\b|\b(?:can|could|may|should|do|must) (?:i|we|you)\b|\b(?:is|are) (?:it|there|they|this|that|my|your|the)\b/i;

const EN_JOINT =
  /(?:\s*,\s*(?:and |also |plus )?|\s+(?:and also|and|also|plus)\s+)(?=(?:how|what|when|where|which|who|why|can|could|do (?:i|you|we|they|the|my|your|these|those)|does|is|are|will|would|should)\b)/i;
const ZH_JOINT =
  /[,，、\s]*(?:还有就是|还有(?=[^多几]{2})|另外(?:还)?(?:想)?(?:问(?:一?下)?)?|以及|顺便(?:再)?(?:问(?:一?下)?)?|再问(?:一?下)?|然后(?=.*[吗呢么]$))[,，:：\s]*|[,，]\s*/u;

const LEADING_JOINT =
  /^[\s,，、:：]*(?:还有就是|还有(?![多几])|另外(?:还)?(?:想)?(?:问(?:一?下)?)?|以及|顺便(?:再)?(?:问(?:一?下)?)?|再问(?:一?下)?|and also\b|and\b|also\b|plus\b)?[\s,，、:：]*/iu;

/**
 * The questions of one message, in order, each with the statements that lead to it; a message with one question (or
 * none) comes back whole. Greetings and thanks between them are left out. The texts are the customer's own words.
 */
export function splitQuestions(text: string): string[] {
  const whole = text.trim();
  if (whole.length > LONGEST) return [whole];
  const clauses = sentencesOf(whole)
    .flatMap(clausesOf)
    .filter((clause) => classifySmallTalk(clause) === null);
  const questions: string[] = [];
  let lead: string[] = [];
  for (const clause of clauses) {
    lead.push(clause);
    if (!asks(clause)) continue;
    questions.push(joined(questions.length === 0 ? lead : [withoutJoint(lead[0] ?? ''), ...lead.slice(1)]));
    lead = [];
  }
  if (questions.length < 2) return [whole];
  if (lead.length > 0) questions.push(joined([questions.pop() ?? '', ...lead]));
  const kept = questions.slice(0, MOST_QUESTIONS - 1);
  return questions.length < MOST_QUESTIONS ? questions : [...kept, joined(questions.slice(MOST_QUESTIONS - 1))];
}

function sentencesOf(text: string): string[] {
  return (text.match(/[^?？。！!；;\n]+[?？。！!；;]*/gu) ?? [])
    .map((sentence) => sentence.replace(/^\s*(?:[(（]?\d{1,2}[.、)）:：](?!\d)|[-*•·①②③④⑤])\s*/u, '').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Cuts a sentence at its joints, where each side asks something by itself. */
function clausesOf(sentence: string): string[] {
  const joint = /\p{Script=Han}/u.test(sentence) ? ZH_JOINT : EN_JOINT;
  const pieces = sentence.split(joint).filter((piece) => piece.trim() !== '');
  const clauses: string[] = [];
  let rest = sentence;
  for (const piece of pieces.slice(0, -1)) {
    const end = rest.indexOf(piece) + piece.length;
    const before = rest.slice(0, end);
    const after = rest.slice(end);
    if (asks(before) && standsAlone(before) && asks(after.replace(joint, '')) && standsAlone(after)) {
      clauses.push(before.trim());
      rest = withoutJoint(after);
    }
  }
  clauses.push(rest.trim());
  return clauses;
}

function withoutJoint(clause: string): string {
  return clause.replace(LEADING_JOINT, '');
}

/** "when and where can I…" is one question: a bare question word asks nothing by itself. */
function standsAlone(clause: string): boolean {
  const words = clause.match(/\p{Script=Han}|[\p{L}\p{N}]+/gu)?.length ?? 0;
  return words >= 3;
}

function asks(clause: string): boolean {
  const plain = clause.trim().replace(/[。！!；;~～\s]+$/u, '');
  if (/[?？]$/.test(plain)) return true;
  return /\p{Script=Han}/u.test(plain) ? ZH_ASKS.test(plain) : EN_ASKS.test(plain);
}

/** Puts parts together again with what their languages put between sentences. */
function joined(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .reduce((text, part) => {
      if (text === '') return part;
      const mark = /\p{P}$/u.test(text) ? '' : ',';
      return `${text}${mark}${/^[\p{Script=Latin}\p{N}]/u.test(part) ? ' ' : ''}${part}`;
    }, '');
}
