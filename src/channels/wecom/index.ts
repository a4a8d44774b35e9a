export type { CallbackEvent } from './callback.ts';
export { createWeComChannel } from './channel.ts';
export { type ContactDirectory, createWeComContacts } from './contacts.ts';
export { createGroupMessages } from './group-messages.ts';
