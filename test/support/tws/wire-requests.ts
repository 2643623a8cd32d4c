import type { GatewayComboLeg, GatewayContract, GatewayOrder, GatewayRequest, MarketDataType } from '../../../src-main/ibkr/gateway.ts';
import { contractOf } from './contracts.ts';
import { ProtocolError, TokenReader } from './wire-tokens.ts';

/** What a client may send beside the requests of the port. */
export type WireRequest =
  | { readonly kind: 'request'; readonly request: GatewayRequest; /** Per-leg prices were asked for. */ readonly hasLegPrices: boolean; readonly ofClient: number | null }
  | { readonly kind: 'start'; readonly clientId: number }
  | { readonly kind: 'time' }
  | { readonly kind: 'accounts' }
  | { readonly kind: 'own_open_orders' }
  /** Taken and of no effect here. */
  | { readonly kind: 'ignored'; readonly messageId: number }
  | { readonly kind: 'unknown'; readonly messageId: number };

const DATA_TYPES: readonly MarketDataType[] = ['live', 'frozen', 'delayed', 'delayed_frozen'];

/** Reads a request as the client library writes it at that server version. Throws ProtocolError for what it cannot be. */
export function readRequest(body: Buffer, version: number): WireRequest {
  const reader = new TokenReader(body);
  const messageId = reader.number();
  const made = (request: GatewayRequest, hasLegPrices = false, ofClient: number | null = null): WireRequest => {
    reader.end();
    return { kind: 'request', request, hasLegPrices, ofClient };
  };
  switch (messageId) {
    case 1:
      return made(marketData(reader));
    case 2:
      reader.skip(1);
      return made({ type: 'cancel_market_data', requestId: reader.number() });
    case 3: {
      const { request, hasLegPrices } = placeOrder(reader, version);
      return made(request, hasLegPrices);
    }
    case 4: {
      if (version < 192) reader.skip(1);
      const orderId = reader.number();
      if (version >= 169) reader.skip(1);
      if (version >= 187 && version < 190) reader.skip(3);
      if (version >= 192) reader.skip(2);
      return made({ type: 'cancel_order', orderId });
    }
    case 5:
      return { kind: 'own_open_orders' };
    case 7: {
      reader.skip(1);
      const requestId = reader.number();
      const client = reader.number();
      const account = reader.text();
      const since = momentOf(reader.text());
      reader.skip(4);
      return made({ type: 'executions', requestId, account, since }, false, client === 0 ? null : client);
    }
    case 8:
      reader.skip(2);
      return made({ type: 'next_order_id' });
    case 9:
      return made(contracts(reader, version));
    case 16:
      reader.skip(1);
      return made({ type: 'open_orders' });
    case 17:
      return { kind: 'accounts' };
    case 14:
    case 15:
      return { kind: 'ignored', messageId };
    case 49:
      return { kind: 'time' };
    case 58:
      reader.skip(version < 192 ? 1 : 2);
      return made({ type: 'cancel_everything' });
    case 59:
      reader.skip(1);
      return made({ type: 'market_data_type', dataType: DATA_TYPES[reader.number() - 1] ?? 'live' });
    case 61:
      reader.skip(1);
      return made({ type: 'positions' });
    case 62: {
      reader.skip(1);
      const requestId = reader.number();
      reader.skip(1);
      return made({ type: 'account_values', requestId, names: reader.text().split(',') });
    }
    case 63:
      reader.skip(1);
      return made({ type: 'cancel_account_values', requestId: reader.number() });
    case 64:
      reader.skip(1);
      return made({ type: 'cancel_positions' });
    case 71:
      reader.skip(1);
      return { kind: 'start', clientId: reader.number() };
    case 99:
      reader.skip(1);
      return made({ type: 'completed_orders' });
    default:
      return { kind: 'unknown', messageId };
  }
}

function contractFields(reader: TokenReader): Omit<GatewayContract, 'comboLegs'> {
  const conId = reader.number();
  const symbol = reader.text();
  const secType = reader.text();
  const expiry = reader.text();
  const strike = reader.number();
  const right = rightOf(reader.text());
  const multiplier = reader.text();
  const exchange = reader.text();
  reader.skip(1);
  const currency = reader.text();
  const localSymbol = reader.text();
  const tradingClass = reader.text();
  return { conId, symbol, secType, expiry, strike, right, multiplier, exchange, currency, localSymbol, tradingClass };
}

function contracts(reader: TokenReader, version: number): GatewayRequest {
  reader.skip(1);
  const requestId = reader.number();
  const contract = contractOf(contractFields(reader));
  reader.skip(version >= 176 ? 4 : 3);
  return { type: 'contracts', requestId, contract };
}

function marketData(reader: TokenReader): GatewayRequest {
  reader.skip(1);
  const requestId = reader.number();
  const fields = contractFields(reader);
  const comboLegs: GatewayComboLeg[] = [];
  if (fields.secType === 'BAG') for (let left = reader.number(); left > 0; left -= 1) comboLegs.push(comboLeg(reader));
  if (reader.flag()) reader.skip(3);
  const genericTicks = reader.text();
  reader.skip(3);
  return { type: 'market_data', requestId, contract: contractOf({ ...fields, comboLegs }), genericTicks };
}

function placeOrder(reader: TokenReader, version: number): { readonly request: GatewayRequest; readonly hasLegPrices: boolean } {
  if (version < 145) reader.skip(1);
  const orderId = reader.number();
  const fields = contractFields(reader);
  reader.skip(2);
  const action = actionOf(reader.text());
  const quantity = reader.number();
  const type = typeOf(reader.text());
  const limit = reader.numberOrNull();
  const stop = reader.numberOrNull();
  const timeInForce = timeInForceOf(reader.text());
  const ocaGroup = reader.text();
  const account = reader.text();
  reader.skip(2);
  const reference = reader.text();
  const transmit = reader.flag();
  const parentId = reader.number();
  reader.skip(6);
  const comboLegs: GatewayComboLeg[] = [];
  let hasLegPrices = false;
  if (fields.secType === 'BAG') {
    for (let left = reader.number(); left > 0; left -= 1) {
      comboLegs.push(comboLeg(reader));
      reader.skip(4);
    }
    for (let left = reader.number(); left > 0; left -= 1) if (reader.numberOrNull() !== null) hasLegPrices = true;
    for (let left = reader.number(); left > 0; left -= 1) reader.skip(2);
  }
  // Shares allocation, discretionary amount, good after and till, and the advisor's groups.
  reader.skip(version < 177 ? 8 : 7);
  // Model code to the percentage constraints.
  reader.skip(20);
  // Volatility and its type; the delta-neutral order and what belongs to it.
  reader.skip(2);
  if (reader.text() !== '') {
    reader.skip(1);
    reader.skip(8);
  } else reader.skip(1);
  // Continuous update, reference price type, trailing.
  reader.skip(4);
  reader.skip(2);
  if (reader.text() !== '') reader.skip(7);
  reader.skip(3);
  if (reader.text() !== '') reader.skip(1);
  reader.skip(4);
  if (reader.flag()) reader.skip(3);
  if (reader.text() !== '') for (let left = reader.number(); left > 0; left -= 1) reader.skip(2);
  reader.skip(1);
  const whatIf = reader.flag();
  reader.skip(4);
  if (reader.number() > 0) throw new ProtocolError('orders with conditions are not taken here');
  // Adjusted orders, operator, soft dollars, cash quantity, MiFID, hedge, container, discretion, price management.
  reader.skip(7 + 1 + 2 + 1 + 4 + 1 + 1 + 1 + 1);
  for (const since of [158, 160, 162, 166, 169, 183, 184]) if (version >= since) reader.skip(1);
  if (version >= 187 && version < 190) reader.skip(2);
  for (const since of [189, 192]) if (version >= since) reader.skip(1);
  const order: GatewayOrder = { action, quantity, type, limit: type === 'MKT' || type === 'STP' ? null : limit, stop: type === 'STP' || type === 'STP LMT' ? stop : null, timeInForce, account, reference, ocaGroup, parentId, transmit, whatIf };
  return { request: { type: 'place_order', orderId, contract: contractOf({ ...fields, comboLegs }), order }, hasLegPrices };
}

function comboLeg(reader: TokenReader): GatewayComboLeg {
  const conId = reader.number();
  const ratio = reader.number();
  const action = actionOf(reader.text());
  return { conId, ratio, action, exchange: reader.text() };
}

/** "20261127-14:31:00" is UTC, with a space the exchange's time, which is not used here. */
function momentOf(text: string): number | null {
  if (text === '') return null;
  const [, year, month, day, clock] = /^(\d{4})(\d{2})(\d{2})-(\d{2}:\d{2}:\d{2})$/.exec(text) ?? [];
  if (year === undefined) throw new ProtocolError(`"${text}" is not a time; expected yyyymmdd-hh:mm:ss in UTC`);
  return Date.parse(`${year}-${month}-${day}T${clock}Z`);
}

function actionOf(text: string): 'BUY' | 'SELL' {
  if (text === 'BUY' || text === 'SELL') return text;
  throw new ProtocolError(`"${text}" is not an action; expected BUY or SELL`);
}

function typeOf(text: string): GatewayOrder['type'] {
  switch (text) {
    case 'MKT':
    case 'LMT':
    case 'STP':
    case 'STP LMT':
      return text;
    default:
      throw new ProtocolError(`orders of type "${text}" are not taken here`);
  }
}

function timeInForceOf(text: string): GatewayOrder['timeInForce'] {
  switch (text) {
    case 'DAY':
    case 'GTC':
    case 'IOC':
    case 'FOK':
      return text;
    case '':
      return 'DAY';
    default:
      throw new ProtocolError(`"${text}" is not a time in force taken here`);
  }
}

function rightOf(text: string): 'C' | 'P' | '' {
  switch (text) {
    case 'C':
    case 'CALL':
      return 'C';
    case 'P':
    case 'PUT':
      return 'P';
    default:
      return '';
  }
}
