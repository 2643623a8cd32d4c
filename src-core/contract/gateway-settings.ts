import { z } from 'zod';

/** TWS or IB Gateway as it is set up. It holds the credentials; none is kept here. */
export const gatewaySettingsSchema = z.object({
  /** Empty for none. */
  host: z.string().max(255),
  port: z.number().int().min(1).max(65_535),
  /** Fixed: another client id could not change the orders of this one. 1 or more: 0 is the one of the gateway's own window. */
  clientId: z.number().int().min(1).max(999_999),
  /** "DU1234567"; empty for the only one that the gateway serves. */
  account: z.string().max(50),
  /** Contracts whose quotes may be subscribed to at one time. */
  lines: z.number().int().min(10).max(10_000),
});
export type GatewaySettings = z.output<typeof gatewaySettingsSchema>;

export const GATEWAY_DEFAULTS: GatewaySettings = { host: '', port: 4002, clientId: 17, account: '', lines: 100 };
