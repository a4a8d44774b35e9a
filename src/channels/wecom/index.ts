export type { CallbackEvent } from './callback.ts';
export { createWeComChannel } from './channel.ts';
export { createWeComContacts, type WeComContacts } from './contacts.ts';
export { explain } from './failure.ts';
export { createGroupMessages } from './group-messages.ts';
