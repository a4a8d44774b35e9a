export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'abuse' | 'ack' | 'bot-question' | 'chat';

/**
 * Each expression has to match a whole phrase, lower-cased and without punctuation. Repetitions over several words are
 * bounded, because the alternatives overlap and an unbounded one could be searched for ever.
 */
export const SMALL_TALK_PHRASES: readonly [SmallTalk, RegExp][] = [
  [
    'greeting',
    phrases(
      // zh
      '(?:你|您|妳|大家)+好+(?:呀|啊|哇|哦|吖|鸭)?',
      '你好(?:你好)+',
      '(?:哈喽|哈啰|哈罗|嗨+|嘿+|喂+)(?:你好|您好)?',
      '(?:亲|亲亲|客服|店家|老板|掌柜|小二|小姐姐|小哥哥)?(?:你好|您好)?(?:在吗|在么|在嘛|在不在|在不|在线吗|有人吗|有人么|有人在吗|在吗亲)',
      '(?:早上|上午|中午|下午|晚上)好(?:呀|啊)?',
      '早安?(?:呀|啊)?',
      '(?:亲|亲亲|客服|老板|掌柜)(?:们)?(?:你好|您好)?',
      '(?:客服|老板)(?:你好|您好)',
      // en
      'h+i+(?: there| all| guys| team| everyone)?',
      'h+e+y+(?: there| you| guys| team)?',
      'hel+o+(?: there| hello| everyone| team)?|h[ae]l+o+w?|hiya|howdy|yo',
      'good (?:morning|afternoon|evening|day)(?: to you| team| there)?|morning|evening|greetings',
      '(?:is )?any(?: ?one|body) (?:there|here|around|online|home)|are you (?:there|online|around)|you there',
      "how are you(?: doing)?(?: today)?|how(?:'s| is) it going|what'?s up|nice to meet you",
    ),
  ],
  [
    'thanks',
    phrases(
      '(?:好的?|嗯+|行|ok|那就?|真的|非常|十分|太|万分|多)?(?:谢谢|谢了|感谢|多谢|谢啦|谢咯|谢过|3q|thx)(?:你|您|你们|您们|客服|亲|老板|了|啦|啊|哦|喽|哈|呀|你了|您了|你啦|帮助|你的帮助|您的帮助|解答|您的解答){0,4}(?:谢谢){0,4}',
      '(?:谢谢)+',
      '(?:辛苦|麻烦)(?:你|您|你们)?(?:了|啦)',
      '(?:你|您)(?:人)?(?:真是|好|真|太|很)(?:太)?(?:好|棒|贴心|聪明|厉害|可爱|细心|耐心|专业)(?:了|啦|呀|啊|哦)?',
      '太(?:好|棒|赞|感谢)(?:了|啦)|帮大忙了|解决了|有帮助',
      '(?:ok |okay |great |perfect |cool |alright |all right |got it |oh |ah )?(?:many |much |big )?(?:thanks|thank (?:you|u|ya)|thx|thnx|tnx|ty|tysm|cheers|ta)(?: (?:so much|very much|a lot|a bunch|a million|again|mate|man|guys|everyone|team|all|for (?:your|the|all your|all the) (?:help|reply|answer|time|info|information|support)|for (?:helping|that|this|everything))){0,4}',
      '(?:much|really|i) appreciate(?:d| it| that| your help)?|appreciated|(?:i )?(?:really )?appreciate (?:it|that|your help)',
      "(?:you(?:'re| are)? )?an? (?:absolute |real |total )?(?:life ?saver|star|legend|gem|angel)|(?:great|good|excellent|amazing|nice) (?:service|job|work|support|bot)|well done",
      "you(?:'re| are)? (?:the best|so (?:kind|helpful|smart|clever|nice|good)|very (?:kind|helpful)|awesome|great|amazing)",
      '(?:that |this |it )?(?:helped|really helped|was (?:very |really )?helpful|solved it|worked)',
    ),
  ],
  [
    'goodbye',
    phrases(
      '(?:那|好的?)?(?:再见|拜拜|拜+|回见|回头见|下次见|再会|8+8|晚安)(?:了|啦|咯|喽|吧)?',
      '(?:那)?(?:先)?(?:这样|就这样|先这样)(?:吧|了|啦)?',
      '(?:我)?(?:没|沒)(?:有)?(?:别的|其他|其它)?(?:事|问题)(?:了|啦)',
      '(?:ok |okay |good ?)?(?:bye)+(?: ?bye)?(?: (?:for )?now| then| bye)?|good ?bye|see (?:you|ya|u)(?: (?:later|soon|around|next time|then))?|cya|take care|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend|night)|good ?night|talk (?:to you )?(?:later|soon)|ttyl|later',
      "that(?:'s| is|s| was| will be|'ll be)? all(?: for (?:now|today))?|nothing else|no more questions|i(?:'m| am) (?:good|done|all set)(?: now)?",
    ),
  ],
  [
    'bot-question',
    phrases(
      '(?:请问)?(?:你|您|这|对面)?(?:到底|究竟)?(?:是|不是|是不是)(?:个|一个)?(?:机器人|真人|人工|人工客服|真人客服|人|人类|ai|智能客服|自动回复|程序|活人|人还是机器|机器|人还是机器人|机器人还是人|机器人还是真人|人工还是机器人|真人还是机器人)(?:吗|么|嘛|啊|呢|吧|呀)?',
      '(?:你|您)(?:到底)?(?:是|叫)(?:谁|什么|啥|什么名字|啥名字)(?:啊|呢|呀)?|(?:你|您)(?:的)?名字(?:是什么|是啥|叫什么)?',
      '(?:请问)?(?:你|您)(?:是)?(?:哪位|谁)(?:啊|呀|呢)?|(?:请问)?(?:是)?哪位(?:啊|呀)?|(?:你|您)(?:们)?是哪(?:家|里|家店|个店)(?:的)?(?:啊|呀)?',
      '(?:你|您)(?:都)?(?:能|会|可以)(?:干|做|帮我做|帮我干)?(?:些)?(?:什么|啥|嘛)(?:事|呢|呀|啊)?|(?:你|您)有(?:什么|啥)功能',
      '(?:are|r) (?:you|u) (?:a |an |actually a |really a |just a |even )?(?:ro)?bot|(?:are|r) (?:you|u) (?:a |an |actually |really |actually a |even )?(?:real |actual |live )?(?:human|person|ai|machine|real|computer|chatbot|human being|human or (?:a )?(?:ro)?bot|(?:ro)?bot or (?:a )?(?:human|person|real person))',
      '(?:is this|am i (?:talking|chatting|speaking) (?:to|with)) (?:a |an )?(?:real )?(?:bot|robot|chatbot|human|person|ai|machine|computer)(?: or (?:a )?(?:bot|robot|human|person))?',
      "who(?:'s| is|s) (?:this|that|there|it)(?: please)?|who am i (?:talking|speaking|chatting|writing) (?:to|with)|(?:who|what) (?:are|r) (?:you|u)|what(?:'s| is) your name|do you have a name|what can (?:you|u) do(?: for me)?|what do you do|how can you help(?: me)?",
    ),
  ],
  [
    'ack',
    phrases(
      '(?:好+|嗯+|恩+|哦+|噢+|喔+|行+|对+|是|可以|成|中|哈+|呵+|嘻+|呃+|额+)(?:的+|呀|啊|吧|滴|哒|嘞|了|啦|哈|呢)?',
      '(?:好的)+|嗯嗯好的?|好滴|好哒|好吧|ok的|可以的|没问题|没事(?:了|的|儿)?|不客气|没关系',
      '(?:我)?(?:知道|明白|了解|懂|清楚|晓得|收到|get到?|记住|看到)(?:了|啦|咯|喽)?(?:哈)?',
      '原来如此|原来是这样|这样(?:啊|呀|子啊?|哦)|是这样啊|是吗|真的吗|真的',
      '哈哈+|嘿嘿+|呵呵+|666+',
      "o+k+(?:ay|ie|ey)?(?:ok)*|k|kk+|okey|okie ?dokie|alright|all right|(?:i )?(?:see|understand|understood)|got (?:it|you|ya)|gotcha|i get it|makes sense|fine|sure|cool|great|good|nice|perfect|awesome|wonderful|excellent|lovely|right|oh|ah|ahh+|hm+|mm+|oh i see|oh ok(?:ay)?|ok(?:ay)? (?:great|good|cool|fine|then|i see|got it|sure)|no (?:problem|worries)|np|(?:sounds|looks) good|(?:that's|thats|that is) (?:fine|ok|okay|good|great|all right)|lol|(?:ha)+h?|yep|yup|yeah|yes|no|nope|noted|will do|fair enough|never ?mind|nvm",
      '(?:不用|不需要|不要|没有|不是|不了|算了|是的|对的|没错)(?:了|啦|吧)?(?:谢谢)?',
      '(?:哎|唉|嗯|哦|那|那就|还是){0,2}算了(?:吧)?(?:我)?(?:还是)?(?:先)?不[^\\s]{1,4}了|当我没(?:说|问)|(?:我)?改(?:变)?主意了|没什么(?:了|事)?',
      "(?:actually |oh |ok |okay |hm+ |no |sorry |wait ){0,2}(?:never ?mind|nvm|forget (?:it|about it|that)|i(?:'ve| have)? changed my mind|(?:i'll |i will |let's |just )?(?:keep|leave) (?:it|them|that)(?: (?:as it is|then|please))?)",
    ),
  ],
  [
    'chat',
    phrases(
      '(?:给我|跟我|再)?(?:讲|说|来)(?:一)?(?:个|段)(?:笑话|故事|段子)(?:吧|呗|听听|给我听|来听听)?|(?:给我)?唱(?:一)?(?:首|个)?歌(?:吧|呗)?',
      '你?吃(?:饭|过)?了?(?:吗|没|没有|么|嘛)|你(?:今年)?(?:几岁|多大)(?:了|啦)?|你(?:是)?(?:单身|结婚|有对象|有女朋友|有男朋友)(?:了)?(?:吗|没|没有)|你?是?男的?还是女的?',
      '我(?:好|很|真|太)?(?:喜欢|爱|想)(?:死)?你(?:了|呀|啊|哦)?|我(?:好|很|太)?(?:无聊|失恋|寂寞|孤单|难过)了?(?:啊|呀)?|陪我(?:聊聊|聊天|聊会儿?|说说话|玩)(?:吧|呗|天)?|(?:今天|明天)(?:的)?天气(?:怎么样|如何|好吗|好不好|咋样)',
      '(?:can you |please )?(?:tell|say|know|sing) (?:me |us )?(?:a |any |another |some )?(?:good |funny )?(?:jokes?|stor(?:y|ies)|songs?)|i (?:really |also )?(?:love|like|adore|miss) (?:you|u)|(?:will|would) (?:you|u) marry me',
      "how old are you|are you (?:single|married|male|female|a (?:boy|girl|man|woman))|do you (?:sleep|dream|eat|have (?:feelings|a (?:girlfriend|boyfriend|family)))|what(?:'s| is) the (?:weather(?: like)?(?: today)?|meaning of life)|how(?:'s| is) the weather(?: today)?|i(?:'m| am) (?:so |very )?(?:bored|lonely)|(?:sing|dance) for me",
    ),
  ],
  [
    'abuse',
    phrases(
      '(?:你|你们|你个|你这|你这个|你这种|你们这|你们这些|这|这个|这什么|什么|一群|真是个?|真他妈是?|真|就是个?|都是|全是|一个个|这帮|他妈的|tmd){0,4}(?:是|就是|真是|都是|全是)?(?:个|一群|些)?(?:大|死|臭|破|烂|垃圾|傻|蠢|智障|弱智|脑残|狗屁|狗|破烂){0,4}(?:傻逼|傻b|煞笔|沙比|傻叉|傻x|sb|s b|傻子|傻瓜|白痴|智障|弱智|脑残|废物|垃圾|蠢货|蠢猪|猪|狗东西|狗屁|混蛋|王八蛋|王八|畜生|贱人|贱货|骗子|人渣|垃圾玩意|垃圾东西|破玩意|破机器人|破客服|烂客服|狗屎|屎)(?:机器人|客服|公司|店|商家|平台|玩意儿?|东西|系统)?(?:啊|吧|吗|呢|了|一个|玩意|东西|不如){0,4}',
      '(?:你|你们)?(?:快)?(?:给我)?(?:滚|滚蛋|滚开|滚吧|滚犊子|去死|去死吧|闭嘴|有病|有病吧|有毛病|脑子有病|脑子有问题|是不是有病|是不是傻|没长脑子|没脑子)(?:吧|啊|吗)?',
      '(?:我)?(?:操|草|艹|肏|日|干)(?:你|尼|泥)?(?:妈|马|吗|大爷|祖宗)?(?:的|逼|比)?|卧槽(?:你妈)?|(?:你|他|她|尼|特)(?:妈|马|娘)的?(?:逼|比|b)?|妈的|妈了?个?[逼巴]子?|tmd|nmsl|cnm|nmd|wcnm|mmp|sb+|zz',
      "(?:really |so |you are |you're |ur |your |u r |what an? |this is |it's |just )?(?:(?:a |an |such a |such an |so |fucking |f\\*+ing |bloody |complete |total |absolute |utter |very |really ){0,4})(?:stupid|dumb|useless|worthless|pathetic|retarded|idiotic|moronic|shitty|crappy)(?: (?:ass|piece of (?:shit|crap|junk)|bot|robot|chatbot|machine|ai|thing|company|service|idiot|shit|app)){0,4}",
      '(?:are|r) (?:you|u) (?:really |fucking |just |all )?(?:stupid|dumb|useless|retarded|an idiot|idiots|deaf|blind|kidding me|serious)',
      "(?:you(?:'re| are)? |ur |u r |what an? |fucking |you fucking |you stupid |you absolute |bunch of ){0,4}(?:a |an |such an? |total |complete |fucking |bunch of ){0,4}(?:idiots?|morons?|imbeciles?|assholes?|arseholes?|bastards?|bitch(?:es)?|dumbass|retards?|scum|pieces? of (?:shit|crap)|dickheads?|wankers?|cunts?|scammers?|clowns?)",
      '(?:go )?(?:fuck|f\\*+k|screw|damn) (?:you|u|off|this|yourself|your(?:self)?|it)(?: (?:bot|all|guys))?|fuck|f\\*+k|wtf|stfu|fuck(?:ing)? (?:hell|bot|idiots?|useless|stupid)|shut (?:the fuck )?up|go (?:to hell|die)|bullshit|bs|crap|shit|piss off|bugger off|you suck|this sucks|(?:you|this|it) (?:bot )?(?:really )?sucks?|hate (?:you|this bot)|i hate (?:you|this bot|this)',
    ),
  ],
];

function phrases(...alternatives: string[]): RegExp {
  return new RegExp(`^(?:${alternatives.join('|')})$`, 'u');
}
