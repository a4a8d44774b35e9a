import type { Language } from '../words/index.ts';

/** What the audit log calls a deed, and how people say it. What is not listed is shown by its name. */
const DEEDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'session.start': ['登录', 'Signed in'],
  'session.end': ['退出登录', 'Signed out'],
  'session.refused': ['登录被拒', 'Was refused at the door'],
  'session.password': ['改了密码', 'Changed the password'],
  presence: ['切换了状态', 'Changed presence'],
  'case.open': ['放进队列', 'Put into the queue'],
  'case.take': ['接手会话', 'Took a conversation'],
  'case.transfer': ['转交会话', 'Transferred a conversation'],
  'case.snooze': ['搁置会话', 'Snoozed a conversation'],
  'case.resolve': ['结束会话', 'Resolved a case'],
  'case.return': ['交还机器人', 'Returned a conversation to the bot'],
  'customer.set': ['改了客户资料', 'Changed a customer'],
  'compensation.grant': ['发放补偿', 'Granted compensation'],
  'compensation.request': ['申请补偿', 'Asked for compensation'],
  'compensation.approve': ['同意补偿', 'Approved compensation'],
  'compensation.refuse': ['拒绝补偿', 'Refused compensation'],
  'complaint.assign': ['分派投诉', 'Assigned a complaint'],
  'complaint.respond': ['回应投诉', 'Responded to a complaint'],
  'complaint.resolve': ['了结投诉', 'Settled a complaint'],
  'complaint.prolong': ['延长投诉期限', 'Prolonged a complaint'],
  'order-request.settle': ['处理订单请求', 'Settled an order wish'],
  'campaign.create': ['新建活动', 'Wrote a campaign'],
  'campaign.edit': ['修改活动', 'Changed a campaign'],
  'campaign.submit': ['提交活动', 'Submitted a campaign'],
  'campaign.approve': ['同意活动', 'Approved a campaign'],
  'campaign.send-back': ['退回活动', 'Sent a campaign back'],
  'campaign.schedule': ['确认活动', 'Confirmed a campaign'],
  'campaign.unschedule': ['撤回活动', 'Withdrew a campaign'],
  'campaign.pause': ['暂停活动', 'Paused a campaign'],
  'campaign.resume': ['继续活动', 'Resumed a campaign'],
  'campaign.stop': ['停止活动', 'Stopped a campaign'],
  'canned.add': ['新增常用语', 'Added a canned reply'],
  'canned.set': ['修改常用语', 'Changed a canned reply'],
  'canned.remove': ['删除常用语', 'Removed a canned reply'],
  'team.setup': ['创建管理员', 'Became the first admin'],
  'team.invite': ['邀请同事', 'Invited a colleague'],
  'team.join': ['加入团队', 'Joined the team'],
  'team.set': ['修改成员', 'Changed a member'],
  'team.reset-link': ['生成重置链接', 'Made a link for a new password'],
  'desk.set': ['修改办公时间与时限', 'Changed hours and clocks'],
  'gate.rules': ['修改触达规则', 'Changed the rules of reaching out'],
  'webhook.add': ['添加推送', 'Added a webhook'],
  'webhook.set': ['修改推送', 'Changed a webhook'],
  'webhook.remove': ['删除推送', 'Removed a webhook'],
  'key.add': ['生成密钥', 'Made an API key'],
  'key.remove': ['停用密钥', 'Took an API key away'],
};

export const KNOWN_DEEDS = Object.keys(DEEDS);

export function deedWords(action: string, language: Language): string {
  const words = DEEDS[action];
  if (words === undefined) return action;
  return language === 'zh-CN' ? words[0] : words[1];
}
