import * as z from 'zod';
import { Time } from './common.ts';
import { EDITORS, endpoint } from './endpoint.ts';

/** A room of customers that the bot is in. `members` is what the platform says, which may be more than it lists. */
export const Room = z.object({
  key: z.string(),
  channel: z.string(),
  title: z.string().nullable(),
  members: z.number().int().nullable(),
  tags: z.array(z.string()),
  joinedAt: Time,
});
export type Room = z.infer<typeof Room>;

export const ROOMS_API = {
  rooms: endpoint({
    method: 'GET',
    path: '/api/rooms',
    who: EDITORS,
    summary: 'Groups of customers that the bot is in',
    answer: z.object({ items: z.array(Room) }),
  }),
  roomMembers: endpoint({
    method: 'GET',
    path: '/api/rooms/:room/members',
    who: EDITORS,
    summary: 'Who is in it, as far as the platform tells',
    answer: z.object({ items: z.array(z.object({ key: z.string(), name: z.string().nullable() })) }),
  }),
  tagRoom: endpoint({
    method: 'POST',
    path: '/api/rooms/:room/tags',
    who: EDITORS,
    summary: 'Give or take a tag; campaigns choose rooms by it',
    body: z.object({ tag: z.string().trim().min(1).max(64), on: z.boolean() }),
    answer: Room,
  }),
};
