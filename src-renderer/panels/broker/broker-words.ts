import type { BrokerView, GatewayView, MarketDataView, RestingOrder } from '../../../src-core/contract/broker.ts';
import { ABSENT, formatAmount, formatCount, formatPrice } from '../../design/format.ts';
import type { StateMark, Tone } from '../../design/server-words.ts';

/** How the way to the broker stands: the gateway, and whether that reaches the broker itself. */
export function gatewayMark({ state, servers }: Pick<GatewayView, 'state' | 'servers'>): StateMark {
  switch (state) {
    case 'down':
      return { tone: 'bad', sign: '✗', word: 'not connected' };
    case 'connecting':
      return { tone: 'warning', sign: '…', word: 'connecting' };
    case 'connected':
      if (servers === 'lost') return { tone: 'bad', sign: '✗', word: 'connected, but it does not reach the broker' };
      return { tone: 'good', sign: '✓', word: 'connected' };
  }
}

/** "tries again in 4 s"; null where no further try is planned. */
export function retryWords(retryAt: number | null, now: number): string | null {
  if (retryAt === null) return null;
  const seconds = Math.ceil((retryAt - now) / 1_000);
  return seconds <= 0 ? 'tries again now' : `tries again in ${seconds} s`;
}

/** Milliseconds of a difference from which the clocks' disagreement is worth a look. */
const CLOCKS_APART = 2_000;

/** "2.4 s ahead of this machine". */
export function clockWords(skew: number | null): { readonly text: string; readonly tone: Tone } {
  if (skew === null) return { text: ABSENT, tone: 'good' };
  const tone = Math.abs(skew) >= CLOCKS_APART ? 'warning' : 'good';
  if (Math.abs(skew) < 50) return { text: 'as this machine', tone };
  return { text: `${formatPrice(Math.abs(skew) / 1_000, 1)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine`, tone };
}

export const SERVERS_WORDS: Readonly<Record<GatewayView['servers'], StateMark>> = {
  connected: { tone: 'good', sign: '✓', word: 'reached' },
  lost: { tone: 'bad', sign: '✗', word: 'lost' },
  unknown: { tone: 'warning', sign: '?', word: 'not known' },
};

export const FARM_KINDS: Readonly<Record<GatewayView['farms'][number]['kind'], string>> = { market_data: 'Market data', history: 'History', definitions: 'Contracts' };

/** A farm that rests is woken when it is asked: that is no fault. */
export const FARM_STATES: Readonly<Record<GatewayView['farms'][number]['state'], StateMark>> = {
  connected: { tone: 'good', sign: '✓', word: 'connected' },
  inactive: { tone: 'good', sign: '○', word: 'at rest' },
  broken: { tone: 'bad', sign: '✗', word: 'broken' },
};

export interface QualityWords extends StateMark {
  readonly means: string;
}

export const QUALITIES: Readonly<Record<MarketDataView['quality'], QualityWords>> = {
  live: { tone: 'good', sign: '✓', word: 'LIVE', means: 'in real time' },
  frozen: { tone: 'warning', sign: '△', word: 'FROZEN', means: 'the last quotes from before the market closed' },
  delayed: { tone: 'warning', sign: '△', word: 'DELAYED', means: 'about 15 minutes old: not to trade by. Real time needs a market-data subscription at the broker' },
  none: { tone: 'warning', sign: '○', word: 'NONE', means: 'nothing is subscribed to' },
};

/** How full the market-data lines are, 0 to 1, and whether something went without. */
export function lineUse({ lines, contracts }: Pick<MarketDataView, 'lines' | 'contracts'>): { readonly share: number; readonly tone: Tone; readonly text: string } {
  const share = lines.limit <= 0 ? 0 : Math.min(1, lines.used / lines.limit);
  const without = contracts.withoutLine;
  const text = `${formatCount(lines.used)} of ${formatCount(lines.limit)}`;
  return without === 0 ? { share, tone: 'good', text } : { share, tone: 'warning', text: `${text}; ${formatCount(without)} ${without === 1 ? 'contract has' : 'contracts have'} none` };
}

/** "3 orders rest there, 1 of them made elsewhere, 1 in doubt". */
export function restingWords(resting: readonly RestingOrder[]): string {
  if (resting.length === 0) return 'no order rests there';
  const elsewhere = resting.filter((order) => order.elsewhere).length;
  const doubts = resting.filter(({ inDoubt }) => inDoubt).length;
  const head = resting.length === 1 ? '1 order rests there' : `${formatCount(resting.length)} orders rest there`;
  const parts = [...(elsewhere === 0 ? [] : [`${elsewhere} made elsewhere`]), ...(doubts === 0 ? [] : [`${doubts} in doubt`])];
  return parts.length === 0 ? head : `${head} (${parts.join(', ')})`;
}

/** Whose an order is. */
export function ownerWords({ elsewhere, orderId }: Pick<RestingOrder, 'elsewhere' | 'orderId'>): string {
  if (!elsewhere) return 'ours';
  return orderId === null ? 'made elsewhere' : 'made elsewhere, taken over';
}

/** In doubt first, then ours, then what was made elsewhere, each by the broker's number. */
export function restingInOrder(resting: readonly RestingOrder[]): readonly RestingOrder[] {
  const rank = ({ inDoubt, elsewhere }: RestingOrder): number => (inDoubt ? 0 : elsewhere ? 2 : 1);
  return [...resting].sort((left, right) => rank(left) - rank(right) || left.brokerOrderId.localeCompare(right.brokerOrderId, 'en', { numeric: true }));
}

export interface ValueTable {
  readonly currencies: readonly string[];
  readonly rows: readonly { readonly name: string; readonly title: string; readonly texts: readonly string[] }[];
}

/** What a unit of a currency is worth in the account's own. */
const RATE = 'ExchangeRate';

/** The account's values with a column a currency, its own first; what is not said in one is absent there. */
export function valueTable({ currency, values }: Pick<BrokerView['account'], 'currency' | 'values'>): ValueTable {
  const said = values ?? [];
  const currencies = [...new Set(said.map((value) => value.currency))].sort((left, right) => Number(right === currency) - Number(left === currency) || left.localeCompare(right));
  const names = [...new Set(said.map(({ name }) => name))];
  return {
    currencies,
    rows: names.map((name) => ({
      name: valueName(name),
      title: name,
      texts: currencies.map((column) => {
        const amount = said.find((value) => value.name === name && value.currency === column)?.amount ?? null;
        return name === RATE ? formatPrice(amount, 4) : formatAmount(amount);
      }),
    })),
  };
}

const VALUE_NAMES: ReadonlyMap<string, string> = new Map([
  ['InitMarginReq', 'Initial margin'],
  ['MaintMarginReq', 'Maintenance margin'],
  ['FullInitMarginReq', 'Initial margin, whole day'],
  ['FullMaintMarginReq', 'Maintenance margin, whole day'],
  ['TotalCashBalance', 'Cash by currency'],
  ['EquityWithLoanValue', 'Equity with loan value'],
]);

/** "NetLiquidation" as "Net liquidation"; words stay as they are. */
function valueName(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  return VALUE_NAMES.get(name) ?? words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
