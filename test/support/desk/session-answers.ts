import { Refusal } from './desk-access.ts';
import { type AnswerParts, type Answers, DONE } from './desk-call.ts';
import type { Person } from './desk-world.ts';

/** Who comes in, who is here, who leaves. */
export function sessionAnswers({ world, sessions, tell }: AnswerParts): Answers {
  const enter = (call: { signIn: (person: Person) => void }, person: Person) => {
    call.signIn(person);
    return sessions.stateOf(sessions.all().at(-1));
  };

  return {
    signIn: (call) => {
      const found = world.people.find(
        ({ email, password }) => email === call.body.email && password === call.body.password,
      );
      if (found === undefined || !found.active) throw new Refusal('wrong_credentials');
      return enter(call, found);
    },
    signOut: ({ signIn }) => {
      signIn(null);
      return DONE;
    },
    setUp: (call) => {
      if (world.setupToken === null || call.body.token !== world.setupToken) throw new Refusal('not_found');
      world.setupToken = null;
      const admin: Person = {
        ...(world.people.find(({ role }) => role === 'admin') ?? call.me),
        ...call.body,
        id: 'first',
      };
      world.people.push(admin);
      return enter(call, admin);
    },
    setPresence: ({ me, body }) => {
      me.presence = body.presence;
      me.presenceCause = 'chosen';
      tell.team();
      return DONE;
    },
    setMyLocale: () => DONE,
    changePassword: ({ me, body }) => {
      if (me.password !== body.current) throw new Refusal('wrong_credentials');
      me.password = body.next;
      return DONE;
    },
    mySessions: ({ me, session }) => ({
      items: sessions
        .all()
        .filter(({ person }) => person.id === me.id)
        .map(({ id, startedAt }) => ({
          id,
          startedAt,
          seenAt: Date.now(),
          ip: '127.0.0.1',
          agent: 'Chromium',
          current: id === session.id,
        })),
    }),
    endSession: ({ params, me }) => {
      sessions.close(params['session'] ?? '');
      tell.session(me);
      return DONE;
    },
  };
}
