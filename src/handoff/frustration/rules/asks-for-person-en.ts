import { clausesOf } from './clauses.ts';
import { wantsVisit } from './home-visit.ts';

/** The words of an English request for a person, or null. */
export function asksForPersonEn(folded: string): string | null {
  if (!/[a-z]/.test(folded)) return null;
  const plain = folded
    .replace(/\bcan't\b/g, 'cannot')
    .replace(/n't\b/g, ' not')
    .replace(/\bdont\b/g, 'do not')
    .replace(/\bi'm\b|\bim\b/g, 'i am')
    .replace(/\bi'd\b/g, 'i would')
    .replace(/\bwanna\b/g, 'want to')
    .replace(/\bgimme\b/g, 'give me')
    .replace(/\b(tlk|takl|tak)\b/g, 'talk')
    .replace(/\b(speek|spek)\b/g, 'speak')
    .replace(/\bhumans?\b|\bhumna\b|\bhuman being\b/g, 'human')
    .replace(/\b(repre[sz]ent[a-z]*|reps?)\b/g, 'representative')
    .replace(/\b(adviser|advisers|advisors)\b/g, 'advisor')
    .replace(/\b(agents|agnet|agant)\b/g, 'agent')
    .replace(/\bif i (?:talked|spoke|chatted)\b/g, 'if i could talk');
  const clauses = clausesOf(plain).filter((clause) => !THANKS.test(clause));
  const found = clauses.find(
    (clause) => asksInClause(clause) || (!NOT_NOW.test(clause) && ALONE.test(clause.replace(POLITE, '').trim())),
  );
  if (found !== undefined) return found.slice(0, 80);
  const words = clauses.map((clause) => clause.replace(POLITE, '').trim()).filter((clause) => clause !== '');
  const only = words[0];
  return only !== undefined && words.length === 1 && BARE.test(only) && !NOT_NOW.test(plain) ? only.slice(0, 80) : null;
}

/** The clause says outright that no person is wanted, that one was spoken to, or asks what the other side is. */
export function sparesPersonEn(clause: string): boolean {
  const plain = clause.replace(/n't\b|\bdont\b/g, (found) => (found === 'dont' ? 'do not' : ' not'));
  if (NO_BOT.test(plain)) return false;
  if (wantsVisit(plain)) return true;
  return [IDENTITY, NOT_NOW, SPARED, STORY, OTHER_AGENT, LET_BE, NUMBER_ASKED, THANKS].some((pattern) =>
    pattern.test(plain),
  );
}

const NUMBER_ASKED =
  /\b(?:phone|contact|toll ?free|care|service|support|helpline|hotline|customer|whatsapp)\s+(?:number|no\.?|e ?mail(?! me)|mail(?! me)|id|hours?|timings?)\b|\b(?:your|the) (?:number|e ?mail|mail|ph)\b/;
const THANKS = /^(?:please |pls )?(?:thanks?|thx|say (?:hi|thanks)|give my thanks)\b/;
const LET_BE =
  /\b(?:do not|never|stop|no need (?:to|for))\s+(?:\w+ )?(?:call|calling|contact|connect|transfer|phone|have any\w+)\b|\bno need for\b/;

/** Someone who can only be a person of the business. */
const SURE =
  '(?:human|real (?:person|human|people|one|someone|agent|advisor|representative)|actual (?:person|human|people|agent)|live (?:person|human|agent|chat|support|help|representative|advisor|operator|rep|one)|agent|representative|operator|supervisor|manager|advisor|team lead|your boss|the boss|person in charge|customer (?:service|support|care|relations)|support (?:agent|team|staff|person|representative)|human support|care executive|service executive|sales executive|call cent(?:er|re) executive)';
/** Someone who is a person of the business when one wants to talk to them. */
const MAYBE =
  '(?:person|someone|somebody|anyone|anybody|people|expert|specialist|consultant|executive|associate|staff|employee|colleague|team|support|help ?desk|service (?:desk|team)|desk|management|owner|department|higher up|in charge|member of (?:staff|your team))';
/** Articles and adjectives before the person. */
const A =
  '(?:(?:a|an|the|your|any|some|another|one|one of|of|to|with|different|senior|actual|real|living|breathing|live|human|proper|sales|service|support|technical|billing|customer|store|shop|local|care|in store|english speaking|chinese speaking|competent|higher|please|else|you|guys|who|that|is|isn|not|member|from|at)\\s+)*';
const TALK =
  '(?:talk|talking|speak|speaking|chat|chatting|converse|(?:have )?(?:a )?(?:word|chat|call|conversation|discussion)|discuss (?:this|it)|get in touch|get in contact|be in touch|communicate|deal|(?:get |be |getting |being )?(?:connected|transferred|escalated|passed|put through|redirected|forwarded|routed|switched))';
const WISH =
  '(?:want|wants|need|needs|like|love|prefer|would like|rather|wish|demand|insist|request|require|can|could|may|might|must|have|has|let|lemme|please|pls|plz|how|possible|way|able|going|gonna|allow|try|trying|still|just|looking|hoping|ask|asking|should|to|me|us|time|only|now|immediately)';

const TALK_TO = new RegExp(
  `\\b${TALK}\\s+(?:directly |instead |now |right now |over )?(?:to|with|w|by|0)\\s+${A}(?:${SURE}|${MAYBE})\\b`,
);
const TALK_TO_BARE = new RegExp(`^${TALK}\\s+(?:to|with)\\s+${A}(?:${SURE}|${MAYBE})\\b`);
const WISHED = new RegExp(
  `(?:^|\\b)${WISH}\\s+(?:(?:to|do|i|we|you|please|pls|just|be|able|a|me|us|get|chance)\\s+)*${TALK}\\b`,
);
const ANYONE_TO_TALK =
  /\b(?:anyone|anybody|someone|somebody|person|human|people|agent) (?:here |there |else |available )?(?:that |who |whom )?(?:i |we |you )?(?:can |could )?(?:i |we )?(?:talk|speak|chat)\b/;
const BRING = new RegExp(
  `\\b(?:connect|transfer|escalate|pass|put|hand|switch|redirect|forward|patch|route|direct|refer|link|get|give|find (?:me|us)|bring|send|fetch|assign|provide)\\s+(?:(?:me|us|my chat|my call|my case|this|this chat|it|over|back|in|for|up|him|her)\\s+)*(?:(?:in touch with|in contact with|on the (?:phone|line) (?:to|with)|to|through to|through|thru|with|on to|onto|over to|on|hold of|speak to|talk to)\\s+)*${A}${SURE}\\b(?! (?:name|id|is|was|are|were|said)\\b)`,
);
const BRING_SOMEONE = new RegExp(
  `\\b(?:connect|transfer|escalate|pass|put|hand|switch|redirect|forward|patch)\\s+(?:me|us|this|my (?:chat|call|case|issue|ticket|complaint|request|problem)|it)\\s+(?:(?:over|up|back)\\s+)?(?:to|through|with|on)\\s+(?:to\\s+|with\\s+)?${A}${MAYBE}\\b|\\bget me ${A}(?:person|someone|somebody)\\b|\\b(?:get|find|bring|send|put) (?:me )?(?:someone|somebody) (?:who|that|on|in|else|to (?:help|talk|speak|chat|answer|assist|explain|solve|sort))\\b|\\bput me (?:in touch|in contact|on) with ${A}(?:${SURE}|${MAYBE})\\b|\\b(?:can|could|may) i (?:please )?(?:call|phone|ring) (?:someone|somebody|a person|a human|an agent)\\b`,
);
const WANT = new RegExp(
  `\\b(?:want|need|needs|demand|require|request|requesting|like|prefer|looking for|ask for|asking for|waiting for|give me|get me|gets me|is there|are there|have you got|do you have|can i have|can i get|could i get|may i have|where is (?:the|a)|where are)\\s+(?:(?:to (?:see|have|get|reach|contact|find|meet)|help from|assistance from|support from|you to get)\\s+)?${A}(?:${SURE}|real person|person)(?:\\s+(?:to|who|that|now|please|pls|for|on|asap|immediately|here|right|instead|not|about|because|rather|today|this|available|around|there|online|i|help|assistance|and|call|me|again|at|from|with)\\b|$)`,
);
const REACH = new RegExp(
  `\\b(?:contact|reach|reach out to|message|connect with|connect to|get hold of|get a hold of|get through to|get to)\\s+${A}(?:${SURE})(?:\\s+(?:please|now|here|about|team|staff|directly|for|agent|representative|from|on|via|through)\\b|$)`,
);
const CALL_ME = new RegExp(
  `\\b(?:have|get|let|ask|tell|can|could|will|would|please|arrange|want|need|like)\\s+(?:(?:a|the) call(?: back)? (?:from|by|with)\\s+${A}(?:${SURE}|${MAYBE})|${A}(?:${SURE}|someone|somebody|person|staff|team|expert)\\s+(?:from (?:\\w+ ){1,2})?(?:please |to )?(?:call|phone|ring|contact|reach|message|get back to|get in touch|join|take over|step in|email|talk to|speak to)\\b)|\\b(?:can|could|have|ask|let|get|tell) my (?:account manager|relationship manager|advisor|agent|representative) (?:to |please )*(?:call|phone|ring|contact|email|message)\\b|\\b(?:arrange|schedule|book|organi[sz]e|request|have|get|like|want|need)\\s+(?:me\\s+)?(?:a|an) (?:call ?back|call back|phone call from)\\b`,
);
/** A person is to do it, whatever it is. */
const BY_PERSON = new RegExp(
  `\\b(?:have|get|let|can|could|will|want|need|like)\\s+${A}${SURE}\\s+(?:please |to |just )?(?:help|assist|look|handle|deal|answer|check|read|see|fix|solve|sort|explain|on)\\b|\\b(?:get|have)\\s+a\\s+(?:person|human)\\s+(?:on|in|here|to)\\b`,
);
const ESCALATE =
  /^(?:please |pls |i (?:want|need|would like) to |can you |could you |kindly )*escalate\b|\bescalate (?:this|it|my|the)\b|\b(?:this|it|my \w+) (?:to be )?escalated\b|^(?:please |pls |can you |could you )*(?:transfer|connect) me(?: please| now)?$/;
const NO_BOT =
  /\b(?:no(?: more)?|not|stop|without|off|enough (?:of|with)|refuse to|tired of|sick of|hate|rather than|instead of|fed up with|done with)\s+(?:(?:want|wanna|to|talk|talking|speak|speaking|chat|chatting|deal|dealing|with|a|an|the|this|these|your|stupid|dumb|useless|fucking|damn|another|more|using|responses? from)\s+)*(?:bots?|chat ?bots?|robots?|machines?|automated \w+|ai|auto ?repl(?:y|ies))\b|^(?:chat ?)?bots? off$|^(?:please |just )*(?:turn|switch|shut) (?:off )?(?:the |this |your )?(?:chat ?)?bot(?: off)?$|^(?:please |just )*(?:exit|quit|leave|disable|skip) (?:the |this )?(?:chat ?)?bot\b/;
const ANYONE_THERE =
  /^(?:is )?(?:there )?(?:anyone|anybody|someone|somebody|any human|a human|any agent|any real person|a real person|a person|an agent|any one)(?: is)? (?:there|here|available|online|around|listening|alive)\b|^(?:hello )?(?:anyone|anybody)(?: there| here)?$|^(?:is |are |any )(?:there )?(?:any |a )?(?:live (?:support|chat|help|agents?|persons?|humans?)|human (?:support|help|agents?))(?: available| there| here| online| right| now| today)*$/;

const NOT_NOW =
  /\b(?:do not|not|no|never|without|rather not|hate|stop)\s+(?:want|need|wish|have|like|having|asking)?\s*(?:(?:to|a|an|the|any|for)\s+)*(?:(?:talk|speak|chat|be connected|connect(?:ed)?|be transferred|transfer(?:red)?|talking|speaking)\s+(?:me\s+)?(?:to|with)\s+)?(?:(?:a|an|the|any|your|real|live)\s+)*(?:human|agent|person|representative|someone|anyone|operator|manager)\b/;
/** Wants to be spared the talk. */
const SPARED =
  /\b(?:not|without|never)\s+(?:have to|having to|need to|needing to|to have to|to)?\s*(?:call|calling|talk|talking|speak|speaking|contact|contacting)\b/;
const NUMBER =
  /\b(?:numbers?|no\.?|phone|telephone|hotline|toll ?free|e ?mail|mail id|address|hours?|timings?|languages?|whatsapp|website|url|fax|code|salary|jobs?|career|fee|fees|cost|ratings?)\b/;
const STORY =
  /\b(?:spoke|talked|chatted|was told|were told|told|said|says|hung up|got (?:transferred|disconnected)|been (?:talking|speaking|chatting)|had (?:a|an|to)|already (?:spoke|talked|contacted)|after (?:speaking|talking)|was (?:speaking|talking|transferred|chatting)|were (?:speaking|talking)|have (?:spoken|talked|called|contacted)|i called|i contacted|last time|yesterday|is rude|was rude|were rude|was great|was helpful|refused|promised)\b/;
/** Somebody who delivers, fits or carries is no person to talk to. */
const AT_THE_DOOR =
  /\b(?:courier|driver|deliver(?:s|y|ed)?|install(?:s|ed|er|ation)?|assembl\w+|fitters?|carry|unload)\b/;
const IDENTITY =
  /\b(?:are|r) (?:you|u) (?:a |an |the |even |really |actually |just |talking |speaking )*(?:real|human|person|agent|bot|robot|machine|ai|representative|live|computer|someone|actual)|\b(?:am|are) (?:i|we) (?:talking|speaking|chatting|dealing) (?:to|with)\b|\bis (?:this|it|that) (?:a |an |the )?(?:real|human|person|agent|bot|robot|machine|ai|live|automated|actual)|\byou(?:'re| are) (?:a |an )?(?:bot|robot|human|person|agent|machine)\b|\bwho am i (?:talking|speaking|chatting)\b/;
const OTHER_AGENT =
  /\b(?:estate|travel|shipping|cleaning|user|delivery|bleaching|free|sales tax) agent|(?:insurance|booking|ticket) agent (?:near|fee|rate|price|discount|job|licen)|\bagent (?:orange|code|portal|login|id|commission|program)|\bmanager (?:account|role|login|discount|app|position)|\b(?:password|task|file|download) manager\b/;

const POLITE =
  /^(?:(?:hi|hello|hey|please|pls|plz|ok|okay|just|now|yes|no|thanks|thank you|i said|sorry)\s*)+|(?:\s*(?:please|pls|plz|now|thanks|thank you|asap|right now|immediately|asap|here))+$/g;
/** Clear in any message when it is a clause of its own. */
const ALONE =
  /^(?:(?:a |an |the |real |live |actual )*(?:human|agent|representative|operator|real person)|live (?:agent|person)|(?:talk|speak) to (?:a |an )?(?:human|person|agent|representative))$/;
const BARE =
  /^(?:(?:a |an |the |real |live |actual |your )*(?:human|agent|representative|operator|person|real person|advisor|supervisor|manager)|live (?:chat|support|agent|person|help)|(?:customer|client) (?:care|service|services|support|relations)(?: (?:agent|representative|executive|team|person))?|(?:human|agent|live|talk to|contact|call|chat with|speak to|reach) (?:human|agent|support|customer (?:care|service|support)|service|team|us|assistance|help|representative|someone|person|manager)|support|support team|help ?desk|contact|contact you|representative representative|agent agent|talk to (?:a )?(?:human|person|agent)|speak to (?:a )?(?:human|person|agent)|chat with (?:a |an )?(?:human|person|agent|expert)|someone real|real (?:human|support|help)|human agent|human help|human support)$/;

function asksInClause(clause: string): boolean {
  if (NO_BOT.test(clause)) return true;
  if (wantsVisit(clause)) return false;
  if (IDENTITY.test(clause) || NOT_NOW.test(clause) || OTHER_AGENT.test(clause) || SPARED.test(clause)) {
    return false;
  }
  const talks = TALK_TO.test(clause);
  if (talks && (TALK_TO_BARE.test(clause) || WISHED.test(clause)) && !STORY.test(clause)) return true;
  if (ANYONE_TO_TALK.test(clause) && !STORY.test(clause)) return true;
  if (STORY.test(clause) || NUMBER.test(clause) || AT_THE_DOOR.test(clause)) return false;
  return [BRING, BRING_SOMEONE, WANT, REACH, CALL_ME, BY_PERSON, ESCALATE, ANYONE_THERE].some((wish) =>
    wish.test(clause),
  );
}
