import { meantWord } from './meant-word.ts';

/**
 * What a word does in a request for a person: names one (P), might mean one (M), a service (S), says real (R), talk (T), bring (G),
 * call (C), help (H), wish (W), ask (Q), I (I), you (Y), machine (B), no (N), or softens (F).
 */
export type WordClass = 'P' | 'M' | 'S' | 'R' | 'T' | 'G' | 'C' | 'H' | 'W' | 'Q' | 'I' | 'Y' | 'B' | 'N' | 'F';

/** A word, or a Chinese run of characters that belongs to a class; other Chinese is taken character by character. */
export interface ClassedWord {
  text: string;
  class: WordClass | null;
  chinese: boolean;
}

/** The words of a folded text in order, signs left out. */
export function classedWords(folded: string): ClassedWord[] {
  const words: ClassedWord[] = [];
  for (const run of folded.match(/[a-z']+|\p{Script=Han}+|\d+/gu) ?? []) {
    if (/^\p{Script=Han}/u.test(run)) words.push(...chineseWords(run));
    else {
      const text = meantWord(run.replaceAll("'", ''));
      words.push({ text, class: ENGLISH.get(text) ?? null, chinese: false });
    }
  }
  return words;
}

/** Cuts a run at the longest class word that begins at each place. */
function chineseWords(run: string): ClassedWord[] {
  const words: ClassedWord[] = [];
  for (let at = 0; at < run.length; ) {
    let length = Math.min(LONGEST_CHINESE, run.length - at);
    while (length > 1 && !CHINESE.has(run.slice(at, at + length))) length -= 1;
    const text = run.slice(at, at + length);
    words.push({ text, class: CHINESE.get(text) ?? null, chinese: true });
    at += length;
  }
  return words;
}

const ENGLISH = tableOf({
  P: 'human humans agent agents representative representatives rep reps operator operators supervisor supervisors manager managers advisor advisors adviser advisers employee employees staff colleague colleagues coworker coworkers boss specialist specialists executive executives associate associates consultant consultants rengong kefu zhenren csr csrs exec execs attendant technician technicians engineer engineers clerk teller concierge coordinator director banker nurse pharmacist',
  M: 'person persons people someone somebody anyone anybody guy individual team department expert experts sales member owner management dept desk billing accounts claims fraud technical tech reservations retention branch office reception headquarters',
  S: 'support service services care desk helpdesk',
  R: 'real actual live living breathing proper genuine true',
  T: 'talk talking speak speaking chat chatting converse discuss communicate word conversation ',
  G: 'get give bring send find fetch summon put hand pass transfer connect escalate switch redirect forward route direct take loop assign let patch',
  C: 'call phone ring contact reach message reply respond email callback',
  H: 'help assist assistance handle look check solve fix review answer explain',
  W: 'want need like prefer rather wish demand insist require request requesting wanna must please pls plz asking asked',
  Q: 'can could may might would will is are any isnt how where who whom',
  I: 'i me my us we',
  Y: 'you your ur u yours',
  B: 'bot bots robot robots machine machines chatbot automated automation ai ivr',
  N: 'no not dont never without stop skip quit exit disable refuse hate enough off',
});

const CHINESE = tableOf({
  P: '人工客服 人工服务 人工坐席 人工 真人客服 真人 大活人 活人 坐席 座席 在线客服 客服人员 客服专员 客服经理 客服小姐姐 客服 专员 专人 工作人员 服务人员 值班人员 客户经理 经理 主管 领导 负责人 管理人员 管事的 店长 店主 店员 导购 顾问 老板 上级 同事 售后人员 小二 小姐姐 人工台 客服代表 客户代表 业务员 柜员 接线员 话务员 值班经理 信贷经理 理财经理 客服部 客服中心 技术客服 票务客服 技术人员 工程师 卖家 店家 掌柜 上司 高层 组长 服务台 管家 大堂经理',
  M: '人员 有人 个人 的人 售后 售前 人 售后部 售后部门 投诉部门 部门 技术支持 信用卡中心 活的 真的人 哪位 同学',
  T: '说话 说 聊聊 聊 谈谈 谈 讲 沟通 对话 交流 咨询 通话 反映 确认 问问 问 说两句 聊两句 说句话 说上话 说清楚 反馈 反应 解释 唠 请教',
  G: '转接 转给 转到 转 接通 接入 接 换 叫 喊 找到 找 呼叫 召唤 安排 派 请 让 来 给我 帮我 连线 连接 介入 申请 升级 上报 移交 转交 交给 切换 切到 切 跳转 进入 打开 对接 派人 接待 上线 出来 换成 换回',
  C: '打电话 回电话 打给 回电 电话 回复 回访 联系 致电 来电 回拨 加我 回我 打我 理我',
  H: '处理 解决 解答 帮忙 协助 核实 跟进 帮 看一下 查一下 查 受理 跟一下 管管 管一下 负责 做主 拍板 搞定',
  W: '我想要 我想 我要 我需要 需要 想要 想 要求 要 希望 能不能 能否 可不可以 可以 能 麻烦 求求 求',
  Q: '有没有 在不在 在吗 在线 怎么 如何 哪里 吗 呢 有 咋 怎样 在哪 哪儿 有冇',
  B: '机器人 机器 自动回复 智能客服 ai 智能助手 语音助手 智能机器人 人机 智障',
  N: '不要 不用 不想 不需要 别 不 没 受够了 受不了 拒绝 关掉 关闭 退出 没用 懒得 停止',
  F: '吧 啊 呀 哦 了 下 一下 谢谢 快点 快',
});

const LONGEST_CHINESE = Math.max(...[...CHINESE.keys()].map((word) => word.length));

function tableOf(words: Partial<Record<WordClass, string>>): ReadonlyMap<string, WordClass> {
  const table = new Map<string, WordClass>();
  for (const [wordClass, list] of Object.entries(words) as [WordClass, string][]) {
    for (const word of list.split(' ')) if (!table.has(word)) table.set(word, wordClass);
  }
  return table;
}
