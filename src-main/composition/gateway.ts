import type { Gateway, GatewayAddress } from '../ibkr/gateway.ts';
import { realPacer } from './real-pacer.ts';
import type { Foundation } from './foundation.ts';

/** Where the gateway is, and the account that is traded there: the chosen one where it is the broker's, otherwise the one that is set. */
export function addressOf({ connections: { settings } }: Foundation['settings'], { accountNumber, broker }: Foundation['profile']): GatewayAddress {
  const { host, port, clientId, account } = settings.gateway;
  return { host, port, clientId, account: broker === 'ibkr' ? accountNumber : account };
}

/**
 * The connection to TWS or IB Gateway where one is set up; null where none is, and for a day that is practised. What
 * speaks with it is loaded then: a start without it needs none of it.
 */
export async function openGateway({ machineClock, practised, profile, settings }: Pick<Foundation, 'machineClock' | 'practised' | 'profile' | 'settings'>): Promise<Gateway | null> {
  const address = addressOf(settings, profile);
  if (address.host === '' || practised !== null || settings.safeMode) return null;
  const [{ GatewayLink }, { connectWire }] = await Promise.all([import('../ibkr/gateway-link.ts'), import('../ibkr/wire/wire.ts')]);
  return new GatewayLink({ address, clock: machineClock, pacer: realPacer, connect: connectWire });
}
