import { HaltAnswering } from '../desk/halt-answering.ts';
import type { HaltOutcome, HaltRequest } from '../desk/halt-message.ts';
import type { Foundation } from './foundation.ts';
import type { ComposedRisk } from './risk.ts';

const NAMES = { kill: 'kill switch', reduce: 'reducing only' } as const;

/** Does what terminals that watch ask to halt; each is audited, told as a risk event, and as a notice in the window. */
export function answerHalts(foundation: Foundation, { engine, tell }: Pick<ComposedRisk, 'engine' | 'tell'>): HaltAnswering {
  const { access, accountKey, machineClock, notices, realtime } = foundation;
  const write = ({ id, halt, workstation, userId, origin }: HaltRequest, outcome: HaltOutcome): void => {
    access.audit
      .append({
        userId: foundation.profile.userId,
        action: `risk.${halt.act}`,
        resourceType: 'risk',
        resourceId: null,
        oldValues: null,
        newValues: { origin: 'workstation', workstation, userId, askedIn: origin, request: id, outcome: outcome.act === 'failed' ? outcome.code : 'done', input: halt },
        ipAddress: null,
        userAgent: null,
      })
      .catch((error: unknown) => notices.tell('error', `${NAMES[halt.act]} from ${workstation} was done, but is not in the audit: ${error instanceof Error ? error.message : String(error)}`));
  };
  return new HaltAnswering({
    store: realtime,
    account: accountKey,
    epoch: () => foundation.desk()?.epoch ?? 0,
    machineClock,
    desk: engine,
    done(request, outcome) {
      const text = `${NAMES[request.halt.act]} from ${request.workstation}`;
      notices.tell('warning', outcome.act === 'failed' ? `${text} failed: ${outcome.message}` : text);
      tell({
        type: `${request.halt.act}_from_elsewhere`,
        severity: request.halt.act === 'kill' ? 'high' : 'medium',
        description: `${text}, asked for by ${request.userId}${outcome.act === 'failed' ? `, failed: ${outcome.message}` : ''}`,
        action: actionOf(outcome),
      });
      write(request, outcome);
    },
  });
}

function actionOf(outcome: HaltOutcome): string | null {
  switch (outcome.act) {
    case 'kill':
      return `halted; ${outcome.result.cancelled} orders cancelled`;
    case 'reduce':
      return 'reducing only';
    case 'failed':
      return null;
  }
}
