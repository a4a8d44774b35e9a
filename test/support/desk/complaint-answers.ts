import { Refusal } from './desk-access.ts';
import type { AnswerParts, Answers } from './desk-call.ts';

/** The complaints' board. */
export function complaintAnswers({ world, tell }: AnswerParts): Answers {
  const complaintOf = ({ params }: { params: Record<string, string> }) => {
    const found = world.complaints.find(({ number }) => number === params['complaint']);
    if (found === undefined) throw new Refusal('not_found');
    tell.complaint(found.number);
    return found;
  };

  return {
    complaints: ({ query }) => ({
      items: world.complaints.filter((card) => {
        const column = card.resolvedAt !== null ? 'settled' : card.overdue !== 'no' ? 'overdue' : 'open';
        return column === query.column && (query.grade === undefined || card.grade === query.grade);
      }),
      next: null,
    }),
    complaint: (call) => {
      const found = world.complaints.find(({ number }) => number === call.params['complaint']);
      if (found === undefined) throw new Refusal('not_found');
      return {
        complaint: found,
        history: [{ kind: 'opened', actor: 'customer', actorName: null, detail: found.what, at: found.openedAt }],
      };
    },
    assignComplaint: (call) => {
      const owner = world.people.find(({ id }) => id === call.body.to);
      if (owner === undefined) throw new Refusal('not_found');
      return Object.assign(complaintOf(call), { owner: { id: owner.id, name: owner.name } });
    },
    respondComplaint: (call) =>
      Object.assign(complaintOf(call), {
        respondedAt: Date.now(),
        state: 'responded' as const,
        overdue: 'no' as const,
      }),
    resolveComplaint: (call) =>
      Object.assign(complaintOf(call), {
        resolvedAt: Date.now(),
        state: 'resolved' as const,
        resolution: call.body.resolution,
        overdue: 'no' as const,
      }),
    prolongComplaint: (call) => Object.assign(complaintOf(call), { complex: true }),
  };
}
