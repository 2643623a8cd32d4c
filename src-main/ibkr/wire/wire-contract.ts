import { type Contract, OptionType, OrderAction, SecType } from '@stoqey/ib';
import type { GatewayContract } from '../gateway.ts';
import { number, text } from './given.ts';

const SEC_TYPES: readonly SecType[] = Object.values(SecType);

/** What the library says of an instrument, with nothing left undefined. */
export function contractOf(contract: Contract): GatewayContract {
  // Newer gateways say the last trading day with its time.
  const expiry = /^\d{8}/.exec(text(contract.lastTradeDateOrContractMonth))?.[0] ?? text(contract.lastTradeDateOrContractMonth);
  return {
    conId: number(contract.conId),
    symbol: text(contract.symbol),
    secType: text(contract.secType),
    exchange: text(contract.exchange),
    currency: text(contract.currency),
    expiry,
    strike: number(contract.strike),
    right: contract.right === OptionType.Call ? 'C' : contract.right === OptionType.Put ? 'P' : '',
    multiplier: number(contract.multiplier) === 0 ? '' : String(contract.multiplier),
    localSymbol: text(contract.localSymbol),
    tradingClass: text(contract.tradingClass),
    comboLegs: (contract.comboLegs ?? []).map((leg) => ({
      conId: number(leg.conId),
      ratio: number(leg.ratio),
      action: leg.action === OrderAction.BUY ? 'BUY' : 'SELL',
      exchange: text(leg.exchange),
    })),
  };
}

/** What is not known is left out, so that the gateway does not look for it. Throws RangeError for a kind of instrument that the library has not. */
export function wireContract(contract: GatewayContract): Contract {
  const secType = SEC_TYPES.find((type) => type === contract.secType);
  if (secType === undefined && contract.secType !== '') throw new RangeError(`"${contract.secType}" is no kind of instrument that the gateway knows`);
  const { conId, symbol, exchange, currency, expiry, strike, right, multiplier, localSymbol, tradingClass, comboLegs } = contract;
  return {
    ...(conId !== 0 && { conId }),
    ...(symbol !== '' && { symbol }),
    ...(secType !== undefined && { secType }),
    ...(exchange !== '' && { exchange }),
    ...(currency !== '' && { currency }),
    ...(expiry !== '' && { lastTradeDateOrContractMonth: expiry }),
    ...(strike !== 0 && { strike }),
    ...(right !== '' && { right: right === 'C' ? OptionType.Call : OptionType.Put }),
    ...(multiplier !== '' && { multiplier: Number(multiplier) }),
    ...(localSymbol !== '' && { localSymbol }),
    ...(tradingClass !== '' && { tradingClass }),
    ...(comboLegs.length > 0 && {
      comboLegs: comboLegs.map((leg) => ({
        conId: leg.conId,
        ratio: leg.ratio,
        action: leg.action === 'BUY' ? OrderAction.BUY : OrderAction.SELL,
        exchange: leg.exchange,
        openClose: 0,
        shortSaleSlot: 0,
        designatedLocation: '',
        exemptCode: -1,
      })),
    }),
  };
}
