import type { MoodLanguage } from './language.ts';

/** What a turn does, told by its words. One turn can do several things. */
type ActTable = readonly (readonly [act: string, pattern: RegExp])[];

/** What the customer's folded text does: thanks, agrees, refuses, corrects, asks for another … */
export function customerActs(text: string, language: MoodLanguage): string[] {
  return actsIn(text, CUSTOMER[language]);
}

/** What the answer's folded text does: fails, confirms, offers, asks back, says good-bye … */
export function answerActs(text: string, language: MoodLanguage): string[] {
  return actsIn(text, ANSWER[language]);
}

function actsIn(text: string, table: ActTable): string[] {
  const found: string[] = [];
  for (const [act, pattern] of table) if (pattern.test(text)) found.push(act);
  return found;
}

const CUSTOMER: Record<MoodLanguage, ActTable> = {
  en: [
    ['thanks', /\bthank|\bthx|appreciate/],
    [
      'bye',
      /\bbye|good ?bye|that('s| is| will be|'ll be| would be)?( it| all)\b|have a (great|good|nice)|nothing else|everything i need/,
    ],
    [
      'yes',
      /^(yes|yeah|yep|yup|sure|ok|okay|perfect|great|sounds|that (works|sounds|is fine|would)|correct|right|fine|awesome)/,
    ],
    ['no', /^(no|nope|nah|not)\b/],
    [
      'corrects',
      /\bactually\b|\bi said\b|\bi meant?\b|\bwrong\b|not what|\binstead\b|that'?s not|i (already )?(told|asked)/,
    ],
    ['another', /\b(other|another|else|different|anything)\b/],
    ['later', /later|not (just )?(right )?now|not yet|don'?t need/],
    ['orders', /\bbook|reserv|ticket/],
    ['asks', /\?/],
  ],
  zh: [
    ['thanks', /谢|麻烦你/],
    ['bye', /再见|拜拜|没有了|没了|不用了|88/],
    ['yes', /^(好|嗯|恩|行|可以|是的|对|哦|噢|ok)/],
    ['no', /^(不|没|别)/],
    ['corrects', /我(是)?说|不是|我问|不对|刚才|刚刚|你们?不/],
    ['another', /别的|其他|换/],
    ['later', /算了|一会|等/],
    ['orders', /退|投诉|取消/],
    ['asks', /\?|吗|呢|怎么|什么|多久|能不能|可以/],
  ],
};

const ANSWER: Record<MoodLanguage, ActTable> = {
  en: [
    [
      'fails',
      /\bsorry|unfortunate|unable|\bcould ?n[o']?t|cannot|can'?t|not able|no (other|such|results|match|trains|hotels|restaurants)|do(es)? ?n[o']t have|there (are|is) no(t|ne)?\b|apolog|regret|afraid|failed|unsuccess|not (available|found|possible)/,
    ],
    ['done', /booked|confirmed|reservation (is|was|has)|success|reference|reserved|purchased|added/],
    ['confirms', /confirm|correct\?|is that right|right\?/],
    ['offers', /how about|what about|would you like|do you want|shall i|should i|can i (book|help)|want me|interested/],
    ['asks back', /\b(what|which|where|when|how many|do you have)\b.*\?/],
    ['anything else', /anything else|something else|else (i|you)|further|help you with/],
    ['bye', /\bbye|have a (great|good|nice|wonderful|pleasant)|good day|welcome/],
    ['question', /\?/],
  ],
  zh: [
    ['fails', /抱歉|对不起|不好意思|没有|不能|无法|不支持|不可以|没办法|不行|不了|暂时/],
    ['done', /已经|成功|登记|申请|反馈/],
    ['confirms', /是吗|对吗|确认|您看/],
    ['offers', /可以|建议/],
    ['asks back', /哪|什么|多少|提供/],
    ['anything else', /还有(什么|其他)|帮到您|请问/],
    ['bye', /再见|祝您|评价|愉快/],
    ['waits', /稍等|等一下|耐心|等待|尽快|工作日|小时内|催/],
    ['question', /\?|吗/],
  ],
};
