/**
 * Updates in the form of Bot API 10.1, written for these tests: whole, with the fields that Warmline does not read,
 * because that is how they come.
 */
const anna = {
  id: 5_000_000_101,
  is_bot: false,
  first_name: 'Anna',
  last_name: '李',
  username: 'anna_li',
  language_code: 'zh-hans',
  is_premium: true,
};
const bert = { id: 5_000_000_102, is_bot: false, first_name: 'Bert', language_code: 'en' };
const bot = { id: 7_000_000_001, is_bot: true, first_name: 'Warmline', username: 'WarmlineBot' };
const annaChat = { id: anna.id, type: 'private', first_name: 'Anna', last_name: '李', username: 'anna_li' };
const group = { id: -1_001_234_567_890, type: 'supergroup', title: '家电售后群' };
const forum = { id: -1_009_876_543_210, type: 'supergroup', title: 'Customers', is_forum: true };
const basicGroup = { id: -4_000_123, type: 'group', title: 'Old group', all_members_are_administrators: true };
const date = 1_795_000_000;

const photo = (id: string, size: number) => ({
  file_id: id,
  file_unique_id: `u${id}`,
  width: size,
  height: size,
  file_size: size * size,
});

function message(content: object, more: object = {}) {
  return { message_id: 42, from: anna, chat: annaChat, date, ...more, ...content };
}

export const UPDATES = {
  text: { update_id: 1001, message: message({ text: '我的订单什么时候到?👋' }) },
  start: {
    update_id: 1002,
    message: message({ text: '/start order-1234', entities: [{ type: 'bot_command', offset: 0, length: 6 }] }),
  },
  dirtyText: { update_id: 1003, message: message({ text: `a\u0000b\ud83d c\r\n${'x'.repeat(9000)}` }) },
  photo: {
    update_id: 1004,
    message: message({
      photo: [photo('small', 90), photo('large', 1280)],
      caption: 'It is broken',
      media_group_id: '9',
    }),
  },
  document: {
    update_id: 1005,
    message: message({
      document: {
        file_id: 'doc1',
        file_unique_id: 'u1',
        file_name: '发票.pdf',
        mime_type: 'application/pdf',
        file_size: 12345,
        thumbnail: photo('thumb', 90),
      },
    }),
  },
  voice: {
    update_id: 1006,
    message: message({
      voice: { file_id: 'voice1', file_unique_id: 'u1', duration: 7, mime_type: 'audio/ogg', file_size: 777 },
    }),
  },
  video: {
    update_id: 1007,
    message: message({ video: { file_id: 'video1', file_unique_id: 'u1', width: 1, height: 1, duration: 3 } }),
  },
  animation: {
    update_id: 1008,
    message: message({
      animation: { file_id: 'gif1', file_unique_id: 'u1', width: 1, height: 1, duration: 3 },
      document: { file_id: 'gif1', file_unique_id: 'u1', file_name: 'a.mp4' },
    }),
  },
  sticker: {
    update_id: 1009,
    message: message({
      sticker: {
        file_id: 'sticker1',
        file_unique_id: 'u1',
        type: 'regular',
        width: 512,
        height: 512,
        is_animated: false,
        is_video: false,
        emoji: '👍',
      },
    }),
  },
  location: { update_id: 1010, message: message({ location: { latitude: 31.230416, longitude: 121.473701 } }) },
  venue: {
    update_id: 1011,
    message: message({
      location: { latitude: 52.5, longitude: 13.4 },
      venue: { location: { latitude: 52.5, longitude: 13.4 }, title: 'Shop', address: 'Main Street 1' },
    }),
  },
  contact: {
    update_id: 1012,
    message: message({
      contact: { phone_number: '+8613800138000', first_name: 'Anna', last_name: '李', user_id: anna.id },
    }),
  },
  poll: {
    update_id: 1013,
    message: message({
      poll: {
        id: '1',
        question: '?',
        options: [],
        total_voter_count: 0,
        is_closed: false,
        is_anonymous: true,
        type: 'regular',
        allows_multiple_answers: false,
      },
    }),
  },
  pinned: { update_id: 1014, message: message({ pinned_message: message({ text: 'old' }) }) },
  brokenPhoto: { update_id: 1015, message: message({ photo: 'not a list', text: 'still here' }) },
  edited: {
    update_id: 1016,
    edited_message: message({ text: '订单 1235', edit_date: date + 60 }),
  },
  liveLocation: {
    update_id: 1017,
    edited_message: message({ location: { latitude: 1, longitude: 2, live_period: 900 }, edit_date: date + 60 }),
  },
  pressed: {
    update_id: 1018,
    callback_query: {
      id: '4382bfdwdsb323b2d9',
      from: anna,
      chat_instance: '-123',
      data: 'entry:delivery',
      message: {
        message_id: 41,
        from: bot,
        chat: annaChat,
        date,
        text: 'Which one?',
        reply_markup: {
          inline_keyboard: [
            [{ text: 'Returns', callback_data: 'entry:returns' }],
            [{ text: '配送时间', callback_data: 'entry:delivery' }],
          ],
        },
      },
    },
  },
  pressedOld: {
    update_id: 1019,
    callback_query: {
      id: '1',
      from: anna,
      chat_instance: '-123',
      data: 'entry:delivery',
      message: { chat: annaChat, message_id: 1, date: 0 },
    },
  },
  pressedForeign: {
    update_id: 1020,
    callback_query: { id: '2', from: anna, chat_instance: '-123', data: '选择 with spaces' },
  },
  blocked: {
    update_id: 1021,
    my_chat_member: {
      chat: annaChat,
      from: anna,
      date,
      old_chat_member: { user: bot, status: 'member' },
      new_chat_member: { user: bot, status: 'kicked', until_date: 0 },
    },
  },
  unblocked: {
    update_id: 1022,
    my_chat_member: {
      chat: annaChat,
      from: anna,
      date,
      old_chat_member: { user: bot, status: 'kicked', until_date: 0 },
      new_chat_member: { user: bot, status: 'member' },
    },
  },
  addedToGroup: {
    update_id: 1023,
    my_chat_member: {
      chat: group,
      from: bert,
      date,
      old_chat_member: { user: bot, status: 'left' },
      new_chat_member: { user: bot, status: 'member' },
    },
  },
  promoted: {
    update_id: 1024,
    my_chat_member: {
      chat: group,
      from: bert,
      date,
      old_chat_member: { user: bot, status: 'member' },
      new_chat_member: { user: bot, status: 'administrator', can_be_edited: false },
    },
  },
  inGroup: { update_id: 1025, message: message({ text: 'hello all', chat: group }) },
  mentioned: { update_id: 1026, message: message({ text: '@warmlinebot 退货怎么办?', chat: group }) },
  repliedTo: {
    update_id: 1027,
    message: message({
      text: 'and the price?',
      chat: group,
      reply_to_message: { message_id: 40, from: bot, chat: group, date, text: 'It takes 3 days.' },
    }),
  },
  commandForUs: { update_id: 1028, message: message({ text: '/help@WarmlineBot now', chat: group }) },
  commandForAnother: { update_id: 1029, message: message({ text: '/help@OtherBot', chat: group }) },
  inTopic: {
    update_id: 1030,
    message: message({ text: 'agent writes', chat: forum, message_thread_id: 77, is_topic_message: true }),
  },
  otherBot: { update_id: 1031, message: message({ text: 'beep', chat: group, from: { ...bot, id: 9 } }) },
  anonymousAdmin: {
    update_id: 1032,
    message: message({
      text: 'from the house',
      chat: group,
      sender_chat: group,
      from: { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
    }),
  },
  joinedGroup: {
    update_id: 1033,
    message: message({ new_chat_participant: bert, new_chat_members: [bert, anna, bot], chat: group, from: bert }),
  },
  leftGroup: { update_id: 1034, message: message({ left_chat_member: bert, chat: group, from: bert }) },
  movedTo: { update_id: 1035, message: message({ migrate_to_chat_id: group.id, chat: basicGroup }) },
  movedFrom: { update_id: 1036, message: message({ migrate_from_chat_id: basicGroup.id, chat: group }) },
  channelPost: { update_id: 1037, channel_post: message({ text: 'news' }) },
  fromTheFuture: { update_id: 1038, hologram: { shape: 'cube' } },
  oddMessage: { update_id: 1039, message: { hello: 'world' } },
};
