// The texts of TWS's system messages, by its published list of message codes.

export const SERVERS_LOST = 'Connectivity between IB and Trader Workstation has been lost.';
export const SERVERS_BACK_WITHOUT_DATA = 'Connectivity between IB and Trader Workstation has been restored - data lost.';
export const SERVERS_BACK_WITH_DATA = 'Connectivity between IB and Trader Workstation has been restored - data maintained.';
export const CLIENT_ID_TAKEN = 'Unable to connect as the client id is already in use. Retry with a unique client id.';
export const LEG_PRICES_REFUSED = 'Combo per-leg prices are only supported for non-guaranteed smart combos with two legs and the "IECOMBOPERLEGPRICE" feature enabled.';

export type FarmCode = 2103 | 2104 | 2105 | 2106 | 2107 | 2108 | 2110 | 2119 | 2157 | 2158;

/** "Market data farm connection is OK:usfarm". */
export function farmText(code: FarmCode, name: string): string {
  switch (code) {
    case 2103:
      return `Market data farm connection is broken:${name}`;
    case 2104:
      return `Market data farm connection is OK:${name}`;
    case 2105:
      return `HMDS data farm connection is broken:${name}`;
    case 2106:
      return `HMDS data farm connection is OK:${name}`;
    case 2107:
      return `HMDS data farm connection is inactive but should be available upon demand.${name}`;
    case 2108:
      return `Market data farm connection is inactive but should be available upon demand.${name}`;
    case 2110:
      return 'Connectivity between Trader Workstation and server is broken. It will be restored automatically.';
    case 2119:
      return `Market data farm is connecting:${name}`;
    case 2157:
      return `Sec-def data farm connection is broken:${name}`;
    case 2158:
      return `Sec-def data farm connection is OK:${name}`;
    default: {
      const never: never = code;
      throw new RangeError(`no such code: ${String(never)}`);
    }
  }
}
