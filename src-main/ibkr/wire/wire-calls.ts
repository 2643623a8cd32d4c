import { type IBApi, MarketDataType as WireDataType } from '@stoqey/ib';
import type { GatewayRequest, MarketDataType } from '../gateway.ts';
import { gatewayTime } from './execution-time.ts';
import { wireContract } from './wire-contract.ts';
import { wireOrder } from './wire-order.ts';

const DATA_TYPES: Readonly<Record<MarketDataType, WireDataType>> = {
  live: WireDataType.REALTIME,
  frozen: WireDataType.FROZEN,
  delayed: WireDataType.DELAYED,
  delayed_frozen: WireDataType.DELAYED_FROZEN,
};

/** Every client's executions. */
const ANY_CLIENT = '0';

/** Writes a request. Throws RangeError for what this program does not send; nothing is written then. */
export function call(api: IBApi, request: GatewayRequest): void {
  switch (request.type) {
    case 'contracts':
      return void api.reqContractDetails(request.requestId, wireContract(request.contract));
    case 'market_data_type':
      return void api.reqMarketDataType(DATA_TYPES[request.dataType]);
    case 'market_data':
      return void api.reqMktData(request.requestId, wireContract(request.contract), request.genericTicks, false, false);
    case 'cancel_market_data':
      return void api.cancelMktData(request.requestId);
    case 'next_order_id':
      return void api.reqIds(1);
    case 'open_orders':
      return void api.reqAllOpenOrders();
    case 'completed_orders':
      // Those that were made in the gateway's own window too.
      return void api.reqCompletedOrders(false);
    case 'executions':
      return void api.reqExecutions(request.requestId, { clientId: ANY_CLIENT, acctCode: request.account, ...(request.since !== null && { time: gatewayTime(request.since) }) });
    case 'positions':
      return void api.reqPositions();
    case 'cancel_positions':
      return void api.cancelPositions();
    case 'account_values':
      return void api.reqAccountSummary(request.requestId, 'All', request.names.join(','));
    case 'cancel_account_values':
      return void api.cancelAccountSummary(request.requestId);
    case 'place_order':
      return void api.placeOrder(request.orderId, wireContract(request.contract), wireOrder(request.order));
    case 'cancel_order':
      return void api.cancelOrder(request.orderId);
    case 'cancel_everything':
      return void api.reqGlobalCancel();
  }
}
