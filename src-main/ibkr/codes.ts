import type { LinkProblem, ServerFarm } from './gateway.ts';

/** Why quotes do not come, or do not come live. */
export type DataProblem =
  /** The account pays for no such data. */
  | 'not_subscribed'
  /** Some of what was asked for is not paid for: the rest comes. */
  | 'partly_subscribed'
  /** Not paid for: quotes come some 15 minutes late. */
  | 'delayed'
  /** Another session of the same user takes the data. */
  | 'competing_session'
  /** As many contracts are subscribed to as the account may have. */
  | 'lines_used_up'
  /** The subscription is over, for instance in a reset: asked for anew. */
  | 'ended';

/** What of an order was refused; `other` says it in its text alone. */
export type OrderRefusal =
  | 'price'
  | 'size'
  | 'time_in_force'
  | 'order_type'
  | 'leg_prices'
  | 'contract'
  | 'no_permission'
  | 'account'
  | 'funds'
  | 'duplicate_id'
  | 'group'
  | 'exchange'
  | 'attribute'
  | 'incomplete'
  | 'other';

/** What one of the gateway's codes says, and so what is done with it. */
export type CodeMeaning =
  /** The gateway lost the broker's servers, or has them back: shown; while they are lost nothing new is sent. */
  | { readonly kind: 'servers'; readonly servers: 'lost' }
  | { readonly kind: 'servers'; readonly servers: 'connected'; readonly isDataLost: boolean }
  /** One part of the broker's servers: shown. The text ends with its name. */
  | { readonly kind: 'farm'; readonly farm: ServerFarm['kind']; readonly state: ServerFarm['state'] }
  /** The connection itself cannot be, or is over. */
  | { readonly kind: 'link'; readonly problem: LinkProblem }
  /** The gateway takes no orders of programs: nothing more is sent, a person must change its settings. */
  | { readonly kind: 'read_only' }
  /** Of a subscription to quotes; isOver: nothing more comes for its request id. */
  | { readonly kind: 'data'; readonly problem: DataProblem; readonly isOver: boolean }
  /** Too many messages a second: nothing was done of the one it names. */
  | { readonly kind: 'pacing' }
  /** There is no such contract, or more than one: of an order a rejection, of a request its end without an answer. */
  | { readonly kind: 'no_contract' }
  /** A request was not understood or could not be done: of an order a rejection, of a request its end without an answer. */
  | { readonly kind: 'bad_request' }
  /** A cancel of something that the gateway did not have: nothing to do. */
  | { readonly kind: 'unknown_request' }
  /** It was not taken. A change that was not taken has the same codes: the order goes on as it was where it worked already. */
  | { readonly kind: 'order_rejected'; readonly refusal: OrderRefusal }
  /** It is over. Its text ends with the reason where there is one. */
  | { readonly kind: 'order_cancelled' }
  /** It works, with something said of it. */
  | { readonly kind: 'order_warning' }
  /** It is held at the broker and may still work. */
  | { readonly kind: 'order_held' }
  /** The order goes on as it was. */
  | { readonly kind: 'change_refused' }
  | { readonly kind: 'cancel_refused' }
  /** The gateway has no order of that number that could be cancelled or changed: what became of it only the broker's records say. */
  | { readonly kind: 'order_unknown' }
  /** The library could not read all of a message: what it said may be lost, so the broker's records are read again. */
  | { readonly kind: 'unreadable' }
  /** Nothing to do. */
  | { readonly kind: 'notice' }
  /** Not in the table: of an order it decides nothing until the order's status says more. */
  | { readonly kind: 'unknown' };

const LOST = { kind: 'servers', servers: 'lost' } as const;
const farm = (kind: ServerFarm['kind'], state: ServerFarm['state']): CodeMeaning => ({ kind: 'farm', farm: kind, state });
const link = (problem: LinkProblem): CodeMeaning => ({ kind: 'link', problem });
const data = (problem: DataProblem, isOver: boolean): CodeMeaning => ({ kind: 'data', problem, isOver });
const rejected = (refusal: OrderRefusal): CodeMeaning => ({ kind: 'order_rejected', refusal });
const CANCELLED = { kind: 'order_cancelled' } as const;
const WARNING = { kind: 'order_warning' } as const;
const CHANGE_REFUSED = { kind: 'change_refused' } as const;
const CANCEL_REFUSED = { kind: 'cancel_refused' } as const;
const ORDER_UNKNOWN = { kind: 'order_unknown' } as const;
const BAD_REQUEST = { kind: 'bad_request' } as const;
const UNKNOWN_REQUEST = { kind: 'unknown_request' } as const;
const NO_CONTRACT = { kind: 'no_contract' } as const;
const NOTICE = { kind: 'notice' } as const;

/*
 * Codes below 2200 but 481: "Message Codes" of the TWS API reference (interactivebrokers.github.io/tws-api/message_codes.html).
 * 501 to 508 and 586 are those of its client libraries (the reference's "Client Error Codes"; dist/common/errorCode of @stoqey/ib).
 * Codes from 10000: the same reference, and where it has none the text that the gateway sends with it, given beside the code.
 */
const MEANINGS: ReadonlyMap<number, CodeMeaning> = new Map<number, CodeMeaning>([
  [100, { kind: 'pacing' }],
  [101, data('lines_used_up', true)],
  // Duplicate ticker id: the subscription that has the id goes on.
  [102, BAD_REQUEST],
  [103, rejected('duplicate_id')],
  // Can't modify a filled order.
  [104, CHANGE_REFUSED],
  // Order being modified does not match the original order.
  [105, CHANGE_REFUSED],
  [106, rejected('other')],
  [107, rejected('incomplete')],
  [109, rejected('price')],
  [110, rejected('price')],
  [111, rejected('time_in_force')],
  [113, rejected('time_in_force')],
  [116, rejected('exchange')],
  [122, UNKNOWN_REQUEST],
  [123, NO_CONTRACT],
  [125, rejected('price')],
  [126, rejected('price')],
  [132, rejected('account')],
  [133, rejected('other')],
  [134, CHANGE_REFUSED],
  // Can't find order with ID.
  [135, ORDER_UNKNOWN],
  // This order cannot be cancelled.
  [136, CANCEL_REFUSED],
  [137, rejected('other')],
  [140, rejected('size')],
  [141, rejected('price')],
  [144, rejected('size')],
  [145, rejected('incomplete')],
  [146, rejected('attribute')],
  [147, rejected('incomplete')],
  [148, rejected('incomplete')],
  [151, rejected('attribute')],
  [152, rejected('attribute')],
  [154, rejected('contract')],
  [155, rejected('attribute')],
  [156, rejected('order_type')],
  [157, rejected('group')],
  // Cancel attempted when the order is not in a cancellable state: it is filled or over already.
  [161, CANCEL_REFUSED],
  [162, BAD_REQUEST],
  [163, rejected('price')],
  [164, NOTICE],
  [165, NOTICE],
  [200, NO_CONTRACT],
  [201, rejected('other')],
  [202, CANCELLED],
  [203, rejected('no_permission')],
  // Can't find EId with ticker id: a cancel of a subscription that it does not have.
  [300, UNKNOWN_REQUEST],
  [301, BAD_REQUEST],
  [302, BAD_REQUEST],
  [303, BAD_REQUEST],
  [304, BAD_REQUEST],
  [305, BAD_REQUEST],
  [306, BAD_REQUEST],
  [307, BAD_REQUEST],
  [308, BAD_REQUEST],
  // Market depth, which this program does not ask for.
  [309, BAD_REQUEST],
  [310, UNKNOWN_REQUEST],
  [312, rejected('attribute')],
  [313, rejected('attribute')],
  [316, data('ended', true)],
  [317, NOTICE],
  [320, BAD_REQUEST],
  // 321 with "Read-Only" in its text is told apart below.
  [321, BAD_REQUEST],
  [322, BAD_REQUEST],
  [323, BAD_REQUEST],
  [325, rejected('attribute')],
  [326, link('client_id_taken')],
  [327, BAD_REQUEST],
  [328, rejected('order_type')],
  [329, CHANGE_REFUSED],
  [332, rejected('account')],
  [334, rejected('time_in_force')],
  [335, rejected('attribute')],
  [336, rejected('time_in_force')],
  [337, rejected('time_in_force')],
  [338, rejected('time_in_force')],
  [339, rejected('contract')],
  [340, rejected('attribute')],
  [343, rejected('time_in_force')],
  [344, rejected('account')],
  [349, rejected('size')],
  [350, rejected('size')],
  [351, rejected('size')],
  [354, data('not_subscribed', true)],
  [355, rejected('size')],
  [356, rejected('size')],
  [357, rejected('attribute')],
  [358, rejected('attribute')],
  [359, rejected('attribute')],
  [361, rejected('price')],
  [362, rejected('price')],
  [363, rejected('price')],
  [364, rejected('size')],
  [365, UNKNOWN_REQUEST],
  [366, UNKNOWN_REQUEST],
  [367, rejected('order_type')],
  [368, rejected('price')],
  [370, rejected('order_type')],
  [371, rejected('contract')],
  [372, rejected('attribute')],
  [373, rejected('attribute')],
  [374, rejected('contract')],
  [375, rejected('contract')],
  [376, rejected('size')],
  [377, rejected('size')],
  [378, rejected('attribute')],
  [380, rejected('attribute')],
  [381, rejected('attribute')],
  [382, rejected('price')],
  // Size, value or price over a precautionary limit that is set in the gateway.
  [383, rejected('size')],
  [384, rejected('size')],
  [385, rejected('price')],
  [386, rejected('price')],
  [387, rejected('order_type')],
  [388, rejected('size')],
  [389, rejected('exchange')],
  [390, rejected('price')],
  [391, rejected('time_in_force')],
  [392, rejected('contract')],
  [393, rejected('attribute')],
  [394, rejected('size')],
  [395, rejected('attribute')],
  [396, rejected('attribute')],
  [397, rejected('attribute')],
  // "Order message: … Warning: your order will not be placed at the exchange until …".
  [399, WARNING],
  [400, rejected('other')],
  [401, rejected('size')],
  [402, rejected('contract')],
  [403, rejected('exchange')],
  // Shares not available for short sale: the order is held while they are looked for.
  [404, { kind: 'order_held' }],
  [405, rejected('time_in_force')],
  [406, rejected('account')],
  [409, rejected('price')],
  [410, rejected('size')],
  [411, rejected('order_type')],
  [412, rejected('contract')],
  [413, rejected('contract')],
  [414, BAD_REQUEST],
  [416, rejected('attribute')],
  [417, WARNING],
  [418, rejected('attribute')],
  [419, rejected('contract')],
  [420, BAD_REQUEST],
  [422, rejected('account')],
  [423, rejected('attribute')],
  [424, rejected('attribute')],
  [426, rejected('account')],
  [427, rejected('attribute')],
  [428, rejected('attribute')],
  [429, rejected('other')],
  [430, BAD_REQUEST],
  [431, rejected('attribute')],
  [432, rejected('other')],
  [433, rejected('attribute')],
  [434, rejected('size')],
  [435, rejected('account')],
  [436, rejected('account')],
  [437, rejected('attribute')],
  [438, link('api_disabled')],
  [439, rejected('attribute')],
  [440, CHANGE_REFUSED],
  [441, rejected('attribute')],
  [443, rejected('attribute')],
  [460, rejected('no_permission')],
  [461, rejected('attribute')],
  // "Order size was reduced": the order works, at less.
  [481, WARNING],
  [501, NOTICE],
  [502, link('not_running')],
  [503, link('too_old')],
  [504, link('ended')],
  [505, { kind: 'unreadable' }],
  [506, link('too_old')],
  [507, link('other')],
  [508, link('other')],
  [586, link('ended')],
  [1100, LOST],
  [1101, { kind: 'servers', servers: 'connected', isDataLost: true }],
  [1102, { kind: 'servers', servers: 'connected', isDataLost: false }],
  // The port was changed in the gateway: this connection is dropped.
  [1300, link('ended')],
  [2100, NOTICE],
  [2101, BAD_REQUEST],
  [2102, CHANGE_REFUSED],
  [2103, farm('market_data', 'broken')],
  [2104, farm('market_data', 'connected')],
  [2105, farm('history', 'broken')],
  [2106, farm('history', 'connected')],
  [2107, farm('history', 'inactive')],
  [2108, farm('market_data', 'inactive')],
  [2109, WARNING],
  [2110, LOST],
  // Market data farm is connecting.
  [2119, farm('market_data', 'inactive')],
  [2137, WARNING],
  [2148, WARNING],
  [2150, NOTICE],
  [2152, NOTICE],
  [2157, farm('definitions', 'broken')],
  [2158, farm('definitions', 'connected')],
  [2161, WARNING],
  [2168, WARNING],
  [2169, WARNING],
  [10003, BAD_REQUEST],
  // Missing parent order.
  [10006, rejected('group')],
  // "Combo per-leg prices are only supported for non-guaranteed smart combos with two legs …"
  [10043, rejected('leg_prices')],
  [10058, rejected('leg_prices')],
  [10052, rejected('time_in_force')],
  // "Requested market data requires additional subscription for API. … Delayed market data is available": it comes where delayed data was allowed.
  [10089, data('not_subscribed', false)],
  // Part of requested market data is not subscribed: the other ticks come.
  [10090, data('partly_subscribed', false)],
  [10091, data('partly_subscribed', false)],
  // OrderId that needs to be cancelled is not found.
  [10147, ORDER_UNKNOWN],
  // OrderId that needs to be cancelled cannot be cancelled, state: …
  [10148, CANCEL_REFUSED],
  [10149, rejected('duplicate_id')],
  // Displaying delayed market data.
  [10167, data('delayed', false)],
  // Not subscribed, and delayed data is not enabled.
  [10168, data('not_subscribed', true)],
  // Failed to request live updates: disconnected.
  [10182, data('ended', true)],
  [10186, data('not_subscribed', true)],
  [10187, BAD_REQUEST],
  [10189, BAD_REQUEST],
  [10190, BAD_REQUEST],
  [10197, data('competing_session', false)],
  [10225, data('ended', true)],
  // "The 'EtradeOnly' order attribute is not supported", and its likes.
  [10268, rejected('attribute')],
  [10269, rejected('attribute')],
  [10270, rejected('attribute')],
  [10274, rejected('attribute')],
  [10289, rejected('size')],
  // "This order will be directly routed to …": refused unless the gateway is set to bypass it.
  [10311, rejected('exchange')],
  [10318, rejected('size')],
  // OCA group revision is not allowed.
  [10326, CHANGE_REFUSED],
  [10327, rejected('time_in_force')],
  [10328, rejected('time_in_force')],
  [10329, rejected('order_type')],
  // The time in force was set by the gateway's preset: the order works with it.
  [10349, WARNING],
]);

const UNKNOWN: CodeMeaning = { kind: 'unknown' };

/**
 * What a code says. Its text tells two that have the same code apart: 321 of a read-only API, and 201 for want of funds
 * or permission ("Order rejected - reason: …").
 */
export function meaningOf(code: number, text = ''): CodeMeaning {
  if (code === 321 && /read-?only/i.test(text)) return { kind: 'read_only' };
  if (code === 201) return rejected(refusalIn(text));
  const known = MEANINGS.get(code);
  if (known !== undefined) return known;
  // The library's own: 510 to 585 tell that a message could not be written.
  if (code >= 509 && code <= 585) return link('other');
  return code >= 2100 && code < 3000 ? NOTICE : UNKNOWN;
}

/** What the words after "Order rejected - reason:" are about, as far as they say it. */
const REASONS: readonly (readonly [RegExp, OrderRefusal])[] = [
  [/margin|equity|insufficient|available funds|buying power|cash available|exceed(s|ing) .*(limit|credit)/i, 'funds'],
  [/permission|not allowed|not eligible|restricted|closing.only|cannot be opened|level/i, 'no_permission'],
  [/expired|no longer trad|not available for trading|last trad/i, 'contract'],
  [/minimum (price )?variation|tick|price .*(away|too far|aggressive)|limit price|price cap/i, 'price'],
  [/account/i, 'account'],
  [/size|quantity/i, 'size'],
  [/exchange|routing|route/i, 'exchange'],
];

function refusalIn(text: string): OrderRefusal {
  return REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}

/** The name of the part of the servers that a farm's text ends with: "usopt" of "Market data farm connection is OK:usopt". */
export function farmNameIn(text: string): string {
  const colon = text.lastIndexOf(':');
  const name = colon < 0 ? '' : text.slice(colon + 1).trim();
  return name === '' || name.length > 40 ? 'unnamed' : name;
}
