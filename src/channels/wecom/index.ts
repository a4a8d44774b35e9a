export { createGroupMessages } from './group-messages.ts';
