import type { GatewayTest } from '../../src-core/contract/broker.ts';
import type { GatewaySettings } from '../../src-core/contract/gateway-settings.ts';
import { type Clock, SECOND } from '../../src-core/time.ts';
import type { Pacer } from '../market-data/session-pump.ts';
import { meaningOf } from './codes.ts';
import { contractOfInstrument } from './contract-book.ts';
import type { GatewayAddress, GatewayContract, GatewayMessage, LinkProblem, LinkState } from './gateway.ts';
import { GatewayLink } from './gateway-link.ts';
import type { ConnectWire } from './gateway-wire.ts';
import { problemOfSilence, type Reached } from './link-problems.ts';
import { isPaperAccount, tradedAccount } from './live-broker.ts';

export interface GatewayTestParts {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly connect: ConnectWire;
  /** Where this terminal is connected to itself; null where it is not. */
  readonly running: () => GatewayAddress | null;
}

const LIMIT_MS = 8 * SECOND;
/** How long the answers to what is asked may take once it serves. */
const ANSWERS_MS = 4 * SECOND;

const SPY: GatewayContract = contractOfInstrument({ kind: 'shares', underlying: 'SPY' });

/** What it says of the quotes of SPY. */
type Quotes = 'live' | 'delayed' | 'not_subscribed' | 'competing';

/** What was found so far. */
interface Findings {
  reached: Reached;
  /** null until it says. */
  readOnly: boolean | null;
  quotes: Quotes | null;
}

/**
 * Connects with these settings, asks which accounts it serves, whether it takes orders and whether SPY is quoted, and
 * disconnects. No order is sent, not even one that only asks. Answers within 8 s and never throws.
 */
export async function testGateway(settings: GatewaySettings, { clock, pacer, connect, running }: GatewayTestParts): Promise<GatewayTest> {
  const began = pacer.now();
  const answer = (outcome: GatewayTest['outcome'], text: string, milliseconds = 0): GatewayTest => ({ outcome, text, serverVersion: null, accounts: [], milliseconds });

  if (settings.host === '') return answer('bad_settings', 'Give the host on which TWS or IB Gateway runs: 127.0.0.1 where it is this machine.');
  const own = running();
  if (own !== null && isSameClient(own, settings)) {
    return answer('good', `This terminal is connected to it already, as client ${own.clientId}: a test beside that would be refused for the client id. The Broker panel says how the connection stands.`);
  }

  const found: Findings = { reached: 'nothing', readOnly: null, quotes: null };
  const { promise: over, resolve } = Promise.withResolvers<{ readonly state: LinkState; readonly took: number }>();
  const cancels: (() => void)[] = [];
  // At once, so that it does not try again.
  const finish = (): void => {
    const { state } = link;
    resolve({ state, took: Math.round(pacer.now() - began) });
    for (const cancel of cancels) cancel();
    if (state.kind === 'up') link.send({ type: 'cancel_market_data', requestId: quoteId });
    void link.close();
  };
  const link: GatewayLink = new GatewayLink({
    address: settings,
    clock,
    pacer,
    connect: (address, ofWire, listener) => {
      const seen = (): void => {
        if (link.state.kind === 'down') finish();
      };
      return connect(address, ofWire, {
        ...listener,
        onAccepted: () => {
          found.reached = 'accepted';
          listener.onAccepted();
        },
        onServer: (version) => {
          found.reached = 'spoke';
          listener.onServer(version);
        },
        onAccounts: (accounts) => {
          listener.onAccounts(accounts);
          seen();
        },
        onMessage: (message) => {
          listener.onMessage(message);
          seen();
        },
        onEnd: (end) => {
          listener.onEnd(end);
          seen();
        },
      });
    },
  });
  const quoteId = link.newRequestId();
  cancels.push(pacer.after(LIMIT_MS, finish));
  link.onEvent(({ type }) => {
    if (type !== 'up') return;
    cancels.push(pacer.after(ANSWERS_MS, finish));
    link.send({ type: 'open_orders' });
    link.send({ type: 'market_data', requestId: quoteId, contract: SPY, genericTicks: '' });
  });
  link.onMessage((message) => {
    note(found, message, quoteId);
    if (found.readOnly === true || (found.readOnly !== null && found.quotes !== null)) finish();
  });

  const { state, took } = await over;
  switch (state.kind) {
    case 'connecting': {
      const { problem, detail } = problemOfSilence(found.reached, settings);
      return answer(outcomeOf(problem), detail, took);
    }
    case 'down':
      return answer(outcomeOf(state.problem), state.detail, took);
    case 'up': {
      const [outcome, text] = verdict(found, tradedAccount(state.accounts, settings.account) ?? '');
      return { ...answer(outcome, text, took), serverVersion: state.serverVersion, accounts: [...state.accounts] };
    }
  }
}

/** Notes what a message answers. */
function note(found: Findings, message: GatewayMessage, quoteId: number): void {
  switch (message.type) {
    case 'open_orders_end':
      found.readOnly ??= false;
      return;
    case 'price':
      if (message.requestId === quoteId && found.quotes === null && message.price !== null) found.quotes = message.isDelayed ? 'delayed' : 'live';
      return;
    case 'error': {
      const meaning = meaningOf(message.code, message.text);
      if (meaning.kind === 'read_only') found.readOnly = true;
      if (message.requestId === quoteId && meaning.kind === 'data') {
        found.quotes = meaning.problem === 'competing_session' ? 'competing' : meaning.problem === 'delayed' ? 'delayed' : meaning.problem === 'partly_subscribed' ? found.quotes : 'not_subscribed';
      }
      return;
    }
    default:
      return;
  }
}

function verdict({ readOnly, quotes }: Findings, account: string): readonly [GatewayTest['outcome'], string] {
  const serves = `It serves ${account}, which trades ${isPaperAccount(account) ? 'on paper' : 'with real money'}`;
  if (readOnly === true) {
    return ['read_only', `${serves}, and takes no orders from programs: switch “Read-Only API” off in its settings, API, Settings.`];
  }
  switch (quotes) {
    case 'live':
      return ['good', `${serves}. SPY is quoted live.`];
    case 'delayed':
      return ['no_market_data', `${serves}. Quotes come some 15 minutes late: the account has no subscription to US stocks and options for programs; order one in the account’s settings.`];
    case 'not_subscribed':
      return ['no_market_data', `${serves}. It gives no quotes of SPY: the account has no subscription to US stocks and options for programs; order one in the account’s settings.`];
    case 'competing':
      return ['no_market_data', `${serves}. Another session of the same user takes the quotes: log out there, or use a second user for this terminal.`];
    case null:
      return ['good', `${serves}. No quote of SPY came within ${ANSWERS_MS / SECOND} s, which is usual outside of trading hours; test again within them.`];
  }
}

function outcomeOf(problem: LinkProblem): GatewayTest['outcome'] {
  switch (problem) {
    case 'not_running':
    case 'api_disabled':
    case 'client_id_taken':
    case 'read_only':
    case 'wrong_account':
    case 'too_old':
      return problem;
    case 'half_open':
    case 'ended':
    case 'closed':
    case 'other':
      return 'other';
  }
}

function isSameClient(own: GatewayAddress, { host, port, clientId }: GatewaySettings): boolean {
  const place = (name: string): string => (['localhost', '127.0.0.1', '::1'].includes(name.toLowerCase()) ? 'here' : name.toLowerCase());
  return own.clientId === clientId && own.port === port && place(own.host) === place(host);
}
