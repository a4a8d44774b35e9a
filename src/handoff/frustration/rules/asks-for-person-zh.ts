import { clausesOf } from './clauses.ts';
import { wantsVisit } from './home-visit.ts';

/** The words of a Chinese request for a person, or null. */
export function asksForPersonZh(folded: string): string | null {
  if (!/\p{Script=Han}/u.test(folded)) return null;
  const spaced = folded.replace(/转\s*人\s*工/g, '转人工').replace(/人\s+工/g, '人工');
  const clauses = clausesOf(spaced)
    .map((clause) => clause.replace(FILLER, '').trim())
    .filter((clause) => clause !== '');
  const told = folded.length > LONG_STORY;
  for (const clause of clauses) {
    if ((!told || WISHES.test(clause)) && asksInClause(clause)) return clause.slice(0, 40);
  }
  const only = clauses[0];
  if (only !== undefined && clauses.length === 1 && BARE_SERVICE.test(only) && !NOT_BARE.test(only)) return only;
  return null;
}

/** The clause says outright that no person is wanted, that one was spoken to, or asks what the other side is. */
export function sparesPersonZh(clause: string): boolean {
  if (wantsVisit(clause)) return true;
  return (
    !NO_ROBOT.test(clause) &&
    [NEGATED, IDENTITY, JOB, PAST, BY_HAND_FEE, BY_HAND_DEED, NUMBER_ASKED].some((pattern) => pattern.test(clause))
  );
}

const PAST = /了(?!吧|吗|啊|$)|上次|昨天|之前|刚|已经|曾经|自称|联系不上|打不通|为什么.{0,3}换人/u;
const BY_HAND_FEE = /(?:人工|服务|安装)费|^(?:谢谢|感谢)/u;
const BY_HAND_DEED =
  /(?<![转接找])人工(?:申请|提额|提升|提高|审核|审批|修改|开通|复核|放款|打款|授权|激活|邀请|检测|评估|湖|智能)/u;
const NUMBER_ASKED = /(?:客服|人工|服务)(?:的)?(?:电话|号码|热线|邮箱)(?!联系|沟通|聊)/u;

/** From this length on a text tells what happened; only a clause that wishes outright is a request in it. */
const LONG_STORY = 50;
const WISHES =
  /^(?:请|我要|我想|我需要|帮我|给我|麻烦|要求|强烈要求|转|现在|能不能|可不可以|可以|叫你们|让你们|不要机器人|不想)/u;

/** Said around a wish: greetings, politeness, impatience, a call of the other side. */
const FILLER =
  /^(?:(?:你好|您好|哈喽|hello|hi|喂|在吗|在么|亲亲|亲|请问一下|请问|问一下|麻烦你?|拜托|那个|那|嗯|哎|唉|算了|快点?|赶紧|马上|立刻|现在|直接|还是|我说|不行)+)?(?=.)|^(?:谢谢|拜托|快点?|赶紧)+$/u;

const PERSON =
  '(?:人工|真人|活人|客服|坐席|座席|专员|工作人员|服务人员|客户经理|经理|主管|领导|负责人|管理人员|管事的|老板|店长|店主|上级|能做主的)';
const KIND =
  '(?:人工客服|人工服务|人工台|人工坐席|人工座席|人工咨询|人工|真人客服|真人服务|真人|活人|在线客服|客服人员|客服专员|客服经理|客服)';
const PARTICLE = '(?:呢|吗|么|嘛|啊|呀|吧|哦|喔|了|啦|哈|好吗|好吧|可以吗|行吗|行不行|谢谢|一下|咨询|在线)*';
/** What may follow the person in a wish: nothing, or what the person should do. */
const ERRAND =
  '(?:小姐姐|小哥哥?|妹子|妹妹|人员|客服|服务|坐席|专员|回复|解答|回答|处理|解决|帮|给我|为我|替我|跟我|和我|与我|来|出来|说话|说|聊|谈|沟通|对话|交流|通话|接|联系我|介入|协助|问|核实|看|工号|核对|反映|反馈|了解|商量|讨论|对接|说明|解释|改|查|退|办|0)';

const NEGATED =
  /(?:不要|不用|不需要|不想|别|无需|没必要|不必|不找|不转|不麻烦)(?:再|先|给我|帮我|让|麻烦)?(?:转|找|接|要)?(?:到|入|成)?(?:人工|真人|客服)/u;
const PHONE =
  /电话|号码|热线|专线|手机|微信号|加微信|qq|几点|上班|收费|费用|多少钱|(?:客服|人工|售后|公司|联系|服务|工作|上线)的?(?:邮箱|邮件|地址|时间)/u;
const TRANSFER =
  /(?:转接?|接入?|接通|切换?|换)(?:到|至|成|回|给|去|个|下|一下|一个|一位|位|我)*(?:人工|真人|活人|坐席|座席|线上客服|在线客服)(?!费|湖|智能)/u;
const TRANSFER_SERVICE = new RegExp(
  `(?:(?:转|转接|接|接通|连接|连线|呼叫|换)(?:到|至|成|给|去|个|下|一下|一个|一位|位|我|你们|你们的)*.{0,5}?${PERSON}|换(?:个|一个|一位|位)?(?:人|别人|真人)(?!了|就|还|都))(?:${PARTICLE}$|${ERRAND})`,
  'u',
);
const CONNECT_TO =
  /^(?:请|帮我|帮忙|给我|能不能|可以|能)*转接(?![头线口板器卡插])(?:一下|下|到|去)?(?!.*(?:手机|固定|座机|呼叫|转移)).{0,6}$/u;
const SEEK = new RegExp(
  `(?:(?<!不)要|我想|需要|求|请|请求|要求|申请|找|找到|联系|联络|咨询|叫|喊|派|来|给我|帮我|安排|呼叫|见|让|(?:想|要|让我|能|能不能|可以|希望|愿意|直接)(?:和|跟|与))(?:一下|下|个|一个|一位|位|到|你们|你们的|咱们|你家|这边|那边|家|的|线上|在线|官方|售后|售前|平台)*${PERSON}(?:${PARTICLE}$|${ERRAND})`,
  'u',
);
/** The person first, then the wish: "人工服务怎么进", "人工回复一下", "客服出来". */
const KIND_FIRST = new RegExp(
  `^(?:你们的?)?${KIND}(?:小姐姐|小哥|妹妹|妹子|人员)?(?:(?:怎么|在哪里?|如何|去哪)(?:能|才能)?(?:进|找|联系|转|弄|叫|接)|(?:出来|说话|回话|回复|理我|接待|处理|解答)(?:一下|下|我|吧|啊|呀)*$|(?:在吗|在不在|呢)$)`,
  'u',
);
const MAY_I = new RegExp(`^(?:我|能不能|可不可以|能否|可以|能|想|要|请|需要)+(?:有|用|要)?${KIND}${PARTICLE}$`, 'u');
const DEPARTMENT =
  /^(?:请|帮我|帮忙|给我|直接)*(?:转|转接|接|接通)(?:到|给|一下|去)?(?:售后|售前|销售|财务|技术|投诉|服务台|上级)(?:部门?|那边|客服|人员|专员)?(?:吧|一下|谢谢)?$/u;
const IN_CHARGE =
  /(?:有没有|有|谁是|谁能|谁可以|谁来)(?:个)?(?:管事的?|做主|负责人|领导|主管|能做主的?|管理人员)(?:人)?(?:吗|么|在吗|在|啊|呢)?$/u;
const FETCH = new RegExp(`把.{0,4}${PERSON}(?:给我)?(?:叫|喊|找|请)(?:来|过来|出来)?`, 'u');
const HOW_TO = new RegExp(
  `(?:怎么|如何|怎样|咋|哪里|在哪|去哪)(?:才能|能|可以|样|才可以)?(?:找|转|联系|接入?|接通|进入?|召唤|呼叫|叫|喊)(?:到|一下)?.{0,4}${KIND}${PARTICLE}$`,
  'u',
);
const EXISTS = new RegExp(
  `(?:有没有|有木有|还有没有|能有|有|没有|没|到底有)(?:你们|在线的?|.{0,4}的|个|一个)?${KIND}(?:${PARTICLE}|在|在吗|在么|在不在|没有|没|不|有)$`,
  'u',
);
const SEEMS_QUESTION = /有没有|有木有|能有|吗$|么$|嘛$|没有$|没$|不$|呢$|在$|^有|怎么没|为什么没|为啥没/u;
const PRESENT = new RegExp(
  `^(?:你们的?|你家|.{0,4}的)?${KIND}(?:在不在|在吗|在么|在嘛|在爱么|在没|在哪里?|呢|去哪了|去哪里了|有吗|有么|有没有|有在|上线|帮我|来)+${PARTICLE}$`,
  'u',
);
const BARE_MANUAL = new RegExp(
  `^(?:在线)?(?:(?:转人工|人工客服|人工服务|人工台|人工坐席|人工|真人客服|真人服务|真人|活人) ?)+${PARTICLE}$`,
  'u',
);
const MANUAL_FIRST = /^(?:人工客服|人工服务)呢/u;
const ANYONE =
  /(?:有没有|有|还有)(?:个)?(?:人|活人|真人|大活人)(?:在|管|理|回|回复|搭理|能|可以|值班|上班|接待)*(?:吗|么|嘛|呢|啊|在线|管|理我|回复|回我|吧)$|^(?:怎么|为什么|为啥|都|就|这里|你们)*没(?:有)?(?:个)?(?:活|真)?人(?:在|管|理|回|回复|搭理|理我|回我|回复我|在线|管我)*(?:吗|么|嘛)$|^(?:怎么|为什么|为啥)没(?:有)?人(?:理我?|回我?|回复我?|管我?|在)/u;
const A_PERSON =
  /^(?:能不能|可不可以|可以|能|快|赶紧|请)?(?:来|叫|派|找|给我|给我找|帮我找|我?想找|我要|我想要|我只要|我就要|我要找)(?:个|一个)?(?:真|活|大活)?人(?:来|啊|吧|呢|处理|解决|谈|聊|说|行吗|好吗|问问|问|咨询|跟我.{0,6}|帮我.{0,6}|给我.{0,6})*$|(?:有没有|有)人(?:能|可以|来)(?:帮|回答|处理|解决|解释|管|告诉|说明).{0,8}$|^人(?:呢|去哪了|都去哪了)$/u;
const SOMEONE_ABLE =
  /(?:找|叫|换|来|派|要|安排|让|请)(?:个|一个|一位|位|你们)?(?:能|会|懂|可以|明白|靠谱|专业|管).{0,6}?的?(?:人|来)(?!费)(?:来|跟|和|给|帮|处理|说|谈|聊|行|吗|吧|$)|(?:找|换|转|叫|来|派)(?:个|一个|位|一位)(?:能|会|懂|明白|靠谱|专业|管|喘气).{0,5}的(?:人|来|行|不|吗|么|吧|啊|出来)*$|(?:派|安排)人(?:来|过来)?(?:跟|和|与|给|帮|联系|回|对接)|(?:让|叫|请|安排|找)(?:个|一个)?人(?:工)?(?:来)?(?:联系我|给我回|回电|回复我|跟我|和我|处理一?下?$|解决一?下?$)/u;
const NO_ROBOT =
  /(?:不想|不要|不愿意?|不跟|不和|别让|别(?:再|老|总)?[用拿]|不是跟|不需要|懒得|拒绝)(?:再)?(?:跟|和|与|同|对)?(?:你|你们|你们的|这个?|一个|个|这种)*(?:机器人|机器|自动回复|智能客服|ai|人机)|(?:机器人|自动回复|智能客服)(?:走开|滚|下线|闭嘴|没用.{0,4}人)/u;

/** Words that make of a mention something else: a story, a job, a robot question, processing by hand. */
const STORY =
  /联系不上|联系不到|找不到|打不通|接不到|没接到|上次|上个|昨天|之前|刚才|刚刚|刚|已经|曾经|(?:客服|人工|经理|专员)(?:给我打|打来|打过来|打电话|说|告诉|让|叫我|跟我说|和我说|那里|那边|退|把|的话|回访|联系了)|客服联系了|(?:帮|给|为|替)[您你亲]|为什么.{0,3}换人|找了|问了|联系了|说了|转了.{0,3}次/u;
const JOB =
  /应聘|招聘|招人|招聘?.{0,3}客服|招.{0,2}客服|面试|兼职|工资|难做|难吗|做(?:的)?.{0,4}客服|当.{0,4}客服|是做什么|职位|岗位|培训|考试/u;
const IDENTITY =
  /(?:^|你|您|这|那|对面|请问|难道|到底|还|都|也|不)是(?:不是)?(?!要|想|找|转|得|给|叫|让|换|接|需)(?:一个|个|在?跟|真的)?.{0,4}(?:人工|真人|活人|客服|机器人|机器|人在|人吗|人么|人嘛|人不|人还是)|还是(?:人工|真人|机器人|机器|智能|ai|人)/u;
const BY_HAND = new RegExp(
  `人工(?!客服|服务|台|坐席|座席|咨询|在|呢|吗|么|嘛|啊|呀|吧|好|有|接|帮|来|处理|解答|解决|回复|回答|介入|通道|客户|沟通|聊|谈|说话|对话|交流|怎么|在哪|回一下|$|${PARTICLE}$)|人工(?:处理|解答|回复|介入)(?:要|需|多|得|多久|时间)|人工服务(?:费|怎么收|收)`,
  'u',
);
const BARE_SERVICE = new RegExp(
  `^(?:.{0,6}的?)?(?:在线客服|人工客服|人工服务|真人客服|客服人员|客服中心|客服部|售后客服|客服)${PARTICLE}$`,
  'u',
);
const NOT_BARE = /是|怎|如何|评|投诉|赞|招|做|当|聘|谢|为什么|会|刚|没|点了|这个|那个|不|说|问|给|被|和|像|比|有|号/u;

/** The order matters: what turns a mention into something else is asked before what makes it a wish. */
function asksInClause(clause: string): boolean {
  if (NEGATED.test(clause)) return false;
  if (NO_ROBOT.test(clause)) return true;
  if (IDENTITY.test(clause) || wantsVisit(clause)) return false;
  if (JOB.test(clause)) return false;
  if (TRANSFER.test(clause) && !/了.{0,3}次|已经转|刚转|转了/u.test(clause)) return true;
  if (PHONE.test(clause) || STORY.test(clause)) return false;
  if (ANYONE.test(clause) || A_PERSON.test(clause) || SOMEONE_ABLE.test(clause))
    return !/上门|安装|维修|取件|送货|代付/u.test(clause);
  if (BARE_MANUAL.test(clause)) return true;
  if (BY_HAND.test(clause)) return false;
  if (MANUAL_FIRST.test(clause) || PRESENT.test(clause)) return true;
  if (EXISTS.test(clause)) return SEEMS_QUESTION.test(clause);
  return (
    HOW_TO.test(clause) ||
    FETCH.test(clause) ||
    [KIND_FIRST, MAY_I, DEPARTMENT, IN_CHARGE].some((wish) => wish.test(clause)) ||
    CONNECT_TO.test(clause) ||
    TRANSFER_SERVICE.test(clause) ||
    SEEK.test(clause)
  );
}
