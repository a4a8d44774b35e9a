/**
 * Words that carry the form of a question rather than its matter, in both languages: articles, pronouns, particles,
 * auxiliaries, asking and thanking. General language only, no trade's words. English ones are listed unstemmed.
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those some any each every all both such own same other another
  i me my mine we us our ours you your yours he him his she her it its they them their who whom whose which what
  am is are was were be been being do does did done doing have has had having can could will would shall should may
  might must ought need want like wish let lets make get got go going
  of in on at by for with about against between into through during before after to from up down out off over under
  again then once here there when where why how if because as until while and or but nor so than too very just only
  not no yes also even still yet already ever never now please pls plz kindly thanks thank hi hello hey dear sir madam
  ok okay tell know help ask question wonder wondering possible able way much many more most few s t d m re ve ll u ur
  的 地 得 了 着 过 吗 么 嘛 呢 吧 啊 呀 哦 噢 哈 哇 啦 哎 唉 嗯 喔 咯 呗 之 所 等 们
  我 你 您 他 她 它 我们 你们 他们 大家 各位 咱们 自己 本人 别人 谁 人家 亲
  这 那 这个 那个 这些 那些 这里 那里 这样 那样 这么 那么 此 该 某 每 各
  什么 怎么 为什么 怎么办 怎么样 哪 哪里 哪个 哪些 几 多少 多 是否 有没有 是不是 能不能 可不可以 要不要
  是 有 没 没有 不 不是 无 在 于 和 与 跟 及 或 或者 还是 而 但 但是 因为 所以 如果 的话 要是 就 都 也 还 又 再 才 只 很 太
  更 最 非常 比较 已经 正在 曾经 一直 一下 一个 一些 一点 个 把 被 给 让 使 对 对于 为 为了 从 到 向 往 由 以 按 比
  能 能够 可以 可 会 要 想 想要 需要 应该 应 得 必须 请 请问 问 问下 问一下 想问 想问下 告诉 知道 帮 帮忙 帮我 麻烦 求 求助 谢谢 感谢 谢
  你好 您好 在吗 好 好的 下 上 里 中 时 后 前 吗 来 去 说 觉得 感觉 关于 有关 现在 今天 目前 之前 以后 如何 怎样`
    .split(/\s+/)
    .filter(Boolean),
);
