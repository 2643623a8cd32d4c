import type { ServerName, ServerStatus } from '../../src-core/contract/connections.ts';
import { formatAge, formatCount } from './format.ts';

export const SERVER_NAMES: Readonly<Record<ServerName, string>> = { postgresql: 'PostgreSQL', redis: 'Redis', influxdb: 'InfluxDB' };

export type Tone = 'good' | 'warning' | 'bad';

export interface StateMark {
  readonly tone: Tone;
  /** Says the same as the tone, so that colour is never alone. */
  readonly sign: string;
  readonly word: string;
}

/** A warning ends by itself; what is bad needs a person. */
export const SERVER_STATES: Readonly<Record<ServerStatus['state'], StateMark>> = {
  connected: { tone: 'good', sign: '✓', word: 'connected' },
  connecting: { tone: 'warning', sign: '…', word: 'connecting' },
  catching_up: { tone: 'warning', sign: '↻', word: 'catching up' },
  down: { tone: 'warning', sign: '▲', word: 'down' },
  failed: { tone: 'bad', sign: '✗', word: 'failed' },
};

/** A server in the few characters of the status bar. Empty parts are not shown. */
export interface ServerBrief extends StateMark {
  /** "12 s": for how long it has been away. */
  readonly age: string;
  /** "1,204 points". What is on its way to a connected server is no backlog. */
  readonly backlog: string;
  /** "3,401 thinned". */
  readonly thinned: string;
}

export function serverBrief(status: ServerStatus, now: number): ServerBrief {
  const mark = SERVER_STATES[status.state];
  const isAway = status.state === 'down' || status.state === 'failed';
  const waits = status.state !== 'connected' && status.backlog > 0;
  return {
    ...mark,
    // Catching up shows what is left of it instead.
    word: isAway || status.state === 'connecting' ? mark.word : '',
    age: isAway ? formatAge(now - status.since) : '',
    backlog: waits ? backlogWords(status) : '',
    thinned: waits ? thinnedWords(status) : '',
  };
}

/** "PostgreSQL down for 12 s; 34 changes wait for it. connection refused." */
export function serverSentence(status: ServerStatus, now: number): string {
  const { state, since, detail, thinned } = status;
  const lasted = ` for ${formatAge(now - since)}`;
  const waits = status.backlog > 0 ? `; ${backlogWords(status)} ${status.backlog === 1 ? 'waits' : 'wait'} for it` : '';
  const lost = thinned > 0 ? `; ${thinnedWords(status)} for want of room` : '';
  return `${SERVER_NAMES[status.server]} ${SERVER_STATES[state].word}${lasted}${waits}${lost}.${detail === '' ? '' : ` ${detail}`}`;
}

/** "1,204 points", "1 change". */
export function backlogWords(status: Pick<ServerStatus, 'backlog' | 'unit'>): string {
  return `${formatCount(status.backlog)} ${unitOf(status)}`;
}

/** "3,401 thinned"; empty for none. */
export function thinnedWords({ thinned }: Pick<ServerStatus, 'thinned'>): string {
  return thinned > 0 ? `${formatCount(thinned)} thinned` : '';
}

function unitOf({ backlog, unit }: Pick<ServerStatus, 'backlog' | 'unit'>): string {
  return backlog === 1 ? unit.replace(/s$/, '') : unit;
}
