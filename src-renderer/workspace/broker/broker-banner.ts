import type { BrokerView, RestingOrder } from '../../../src-core/contract/broker.ts';
import { retryWords } from '../../panels/broker/broker-words.ts';
import { formatAge, formatTime } from '../../design/format.ts';

/** What the workspace says of the broker above everything else. */
export interface BrokerBanner {
  readonly kind: 'gateway' | 'doubt' | 'differences';
  /** bad: orders may fill or stay without this terminal hearing of it. */
  readonly tone: 'bad' | 'warning';
  readonly title: string;
  readonly text: string;
  /** For how long, and what comes next; it counts. null where nothing is under way. */
  readonly next: string | null;
  /** The gateway can be tried at once. */
  readonly canRetry: boolean;
}

/** What needs a trader at once; nothing at the paper broker, where nothing is away. `now` is the machine's. */
export function brokerBanners(view: BrokerView | null, now: number): readonly BrokerBanner[] {
  if (view === null || view.broker !== 'ibkr') return [];
  const gateway = gatewayBanner(view, now);
  const doubt = doubtBanner(view.orders.resting);
  const differences = differencesBanner(view);
  return [gateway, doubt, differences].filter((banner) => banner !== null);
}

function gatewayBanner({ gateway, orders }: BrokerView, now: number): BrokerBanner | null {
  const rests = restsWords(orders);
  // Nothing to fear before anything was sent; once there was, an attempt is no better than none.
  const tone = orders.resting.length > 0 ? 'bad' : 'warning';
  if (gateway === null) return { kind: 'gateway', tone: 'bad', title: 'NO GATEWAY', text: `None is set up for this account. ${rests}`, next: null, canRetry: false };
  const { state, since, detail, servers, retryAt } = gateway;
  if (state === 'connected') {
    if (servers !== 'lost') return null;
    return { kind: 'gateway', tone: 'bad', title: 'THE BROKER IS NOT REACHED', text: `The gateway runs and has lost Interactive Brokers’ servers: nothing is sent, and nothing is heard of fills. ${rests}`, next: null, canRetry: false };
  }
  const next = state === 'connecting' ? 'connecting' : (retryWords(retryAt, now) ?? 'not tried again');
  const lasted = formatAge(Math.max(0, now - since));
  const title = orders.asOf === null && state === 'connecting' ? 'CONNECTING TO THE BROKER' : 'DISCONNECTED FROM THE BROKER';
  return {
    kind: 'gateway',
    tone: state === 'down' ? 'bad' : tone,
    title,
    text: `${rests} ${detail}`.trim(),
    next: `${lasted}, ${next}`,
    canRetry: state === 'down',
  };
}

/** What rests at the broker while nobody watches it from here. */
function restsWords({ resting, asOf }: BrokerView['orders']): string {
  if (asOf === null) return 'What rests at the broker was not read yet.';
  const count = resting.length;
  if (count === 0) return `No order rested there at ${formatTime(asOf)}.`;
  return `${count === 1 ? '1 order rests' : `${count} orders rest`} at the broker, as of ${formatTime(asOf)}: ${count === 1 ? 'it' : 'they'} may fill without this terminal hearing of it.`;
}

function doubtBanner(resting: readonly RestingOrder[]): BrokerBanner | null {
  const doubts = resting.filter(({ inDoubt }) => inDoubt);
  const [first] = doubts;
  if (first === undefined) return null;
  const isOne = doubts.length === 1;
  return {
    kind: 'doubt',
    tone: 'bad',
    title: isOne ? '1 ORDER IN DOUBT' : `${doubts.length} ORDERS IN DOUBT`,
    text: `${isOne ? `${first.text}: it was` : 'They were'} sent and not answered. ${isOne ? 'It is' : 'They are'} never sent again; the broker’s records say what became of ${isOne ? 'it' : 'them'}. Do not place ${isOne ? 'it' : 'them'} anew before that.`,
    next: null,
    canRetry: false,
  };
}

function differencesBanner({ reconciliation }: BrokerView): BrokerBanner | null {
  const open = reconciliation?.differences.filter(({ outcome }) => outcome === 'open') ?? [];
  const [first] = open;
  if (first === undefined) return null;
  const isOne = open.length === 1;
  return {
    kind: 'differences',
    tone: 'warning',
    title: isOne ? 'BOOKS AND BROKER DIFFER' : `BOOKS AND BROKER DIFFER IN ${open.length}`,
    text: `${isOne ? `${first.subject}: books ${first.books}, broker ${first.broker}. No rule settles it:` : 'No rule settles them:'} take ${isOne ? 'it' : 'each'} over, or leave ${isOne ? 'it' : 'them'}.`,
    next: null,
    canRetry: false,
  };
}
