import type * as z from 'zod';
import type { API } from '../../../src/server/contract/index.ts';
import type { OpenSession, Sessions } from './desk-access.ts';
import type { Deeds } from './desk-deeds.ts';
import type { DeskWorld, Person, Talk } from './desk-world.ts';

type Name = keyof typeof API;
export type Field<N extends Name, Key extends 'query' | 'body'> = (typeof API)[N] extends {
  [K in Key]: infer S extends z.ZodType;
}
  ? z.output<S>
  : undefined;

export interface Call<N extends Name> {
  params: Record<string, string>;
  query: Field<N, 'query'>;
  body: Field<N, 'body'>;
  /** Who asks. For calls that anybody may make: nobody's person. */
  me: Person;
  session: OpenSession;
  /** Sets or ends the session of the answer's cookie. */
  signIn: (person: Person | null) => void;
}

export type Answers = { [N in Name]?: (call: Call<N>) => z.input<(typeof API)[N]['answer']> };

/** What the answers read, change and announce. */
export interface AnswerParts {
  world: DeskWorld;
  deeds: Deeds;
  sessions: Sessions;
  tell: {
    team(): void;
    session(person: Person): void;
    complaint(number: string): void;
    compensation(id: string): void;
    viewers(talk: Talk, customer: boolean): void;
  };
}

export const DONE = { done: true } as const;

interface Asked {
  params: Record<string, string>;
  me: Person;
}

/** The conversation that a call names, as this person may see it, and as only its holder may change it. */
export function talks(deeds: Deeds) {
  const talkOf = ({ params, me }: Asked): Talk => deeds.find(params['conversation'] ?? '', me);
  return {
    talkOf,
    acting: (call: Asked) => deeds.detailFor(talkOf(call), call.me),
    held(call: Asked): Talk {
      const talk = talkOf(call);
      deeds.hold(talk, call.me);
      return talk;
    },
  };
}

export function colleaguesOf(world: DeskWorld): Person[] {
  return world.people.filter(({ role, active }) => role !== 'operator' && active);
}
