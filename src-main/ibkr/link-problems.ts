import type { GatewayAddress, LinkProblem } from './gateway.ts';
import type { WireEnd } from './gateway-wire.ts';

/** What is wrong, and a sentence that says what would help. */
export interface FoundProblem {
  readonly problem: LinkProblem;
  readonly detail: string;
}

/** How far an attempt came: nothing answered, something took the connection, the gateway spoke, and it serves. */
export type Reached = 'nothing' | 'accepted' | 'spoke' | 'served';

const SETTINGS = 'in its settings, API, Settings (“Configure”, “API” in IB Gateway)';

/** Why an attempt or a connection is over. */
export function problemOfEnd(end: WireEnd, reached: Reached, { host, port }: GatewayAddress): FoundProblem {
  const place = `${host}:${port}`;
  switch (end.kind) {
    case 'unreachable':
      return { problem: 'not_running', detail: unreachable(end.code, end.text, host, place) };
    case 'too_old':
      return { problem: 'too_old', detail: `The gateway at ${place} speaks another version than this program (${end.text}): update TWS or IB Gateway.` };
    case 'unreadable':
      return { problem: 'other', detail: `The gateway at ${place} sent what cannot be read (${end.text}); it is connected to anew.` };
    case 'closed':
      switch (reached) {
        case 'nothing':
        case 'accepted':
          return {
            problem: 'api_disabled',
            detail: `The gateway at ${place} closes the connection at once: switch “Enable ActiveX and Socket Clients” on ${SETTINGS}, and add this machine to the trusted addresses where it is another.`,
          };
        case 'spoke':
          return {
            problem: 'api_disabled',
            detail: `The gateway at ${place} ends the connection before it serves it: see that this machine is among the trusted addresses ${SETTINGS}, that no question waits in its window, and that it is logged in.`,
          };
        case 'served':
          return { problem: 'ended', detail: `The gateway at ${place} ended the connection: it restarts, or was closed.` };
      }
  }
}

function unreachable(code: string, text: string, host: string, place: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${place}: start TWS or IB Gateway there and log in, and compare its port (paper 7497 or 4002, live 7496 or 4001).`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `There is no machine named ${host}: correct the gateway’s host.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return `${place} does not answer: see that the machine is on, and that no firewall is between.`;
    default:
      return `${place} cannot be reached (${text}): see that TWS or IB Gateway runs there.`;
  }
}

/** It did not come so far in the time it has. */
export function problemOfSilence(reached: Reached, { host, port }: GatewayAddress): FoundProblem {
  const place = `${host}:${port}`;
  if (reached === 'nothing') return { problem: 'not_running', detail: `${place} does not answer: see that the machine is on, and that no firewall is between.` };
  return {
    problem: 'api_disabled',
    detail: `${place} takes the connection and says nothing: look at the gateway’s window, where it may ask whether to allow it or wait for a log-in, and see that no other program has the port.`,
  };
}

export function clientIdTaken({ host, port, clientId }: GatewayAddress): FoundProblem {
  return {
    problem: 'client_id_taken',
    detail: `Another program is connected to ${host}:${port} as client ${clientId}: end it, or give one of the two another client id. Orders belong to the client id that sent them.`,
  };
}

/** null where the account to trade is among those that are served. */
export function accountProblem(accounts: readonly string[], { account }: GatewayAddress): FoundProblem | null {
  const served = accounts.length === 0 ? 'no account' : accounts.join(', ');
  if (account === '') {
    if (accounts.length === 1) return null;
    return { problem: 'wrong_account', detail: `The gateway serves ${served}: say which is traded.` };
  }
  if (accounts.includes(account)) return null;
  return { problem: 'wrong_account', detail: `The gateway serves ${served}, not ${account}: log in to the right account there, or correct the account here.` };
}
