import type { PanelName } from '../workspace/workspace-layout.ts';
import { ACCESS_HELP } from './access-help.ts';
import { ALERTS_HELP } from './alerts-help.ts';
import { ANALYSIS_HELP } from './analysis-help.ts';
import { AUDIT_HELP } from './audit-help.ts';
import { BROKER_HELP } from './broker-help.ts';
import { CALIBRATION_HELP } from './calibration-help.ts';
import { CHAIN_HELP } from './chain-help.ts';
import { CHARTS_HELP } from './charts-help.ts';
import { CONNECTIONS_HELP } from './connections-help.ts';
import { EXPIRY_HELP } from './expiry-help.ts';
import { GAMMA_HELP } from './gamma-help.ts';
import { JOURNAL_HELP } from './journal-help.ts';
import { LIMITS_HELP } from './limits-help.ts';
import { MARKET_HELP } from './market-help.ts';
import { MARKET_STATE_HELP } from './market-state-help.ts';
import { ORDERS_HELP } from './orders-help.ts';
import { PERFORMANCE_HELP } from './performance-help.ts';
import { POSITIONS_HELP } from './positions-help.ts';
import { PRACTICE_HELP } from './practice-help.ts';
import { RISK_HELP } from './risk-help.ts';
import { SIGNALS_HELP } from './signals-help.ts';
import { SYSTEM_HELP } from './system-help.ts';
import { TICKET_HELP } from './ticket-help.ts';
import { VENDOR_GREEKS_HELP } from './vendor-greeks-help.ts';
import { VOLATILITY_HELP } from './volatility-help.ts';
import type { PanelHelp } from './panel-help.ts';

/** What is told of every panel. */
export const PANEL_HELP: Readonly<Record<PanelName, PanelHelp>> = {
  chain: CHAIN_HELP,
  market: MARKET_HELP,
  volatility: VOLATILITY_HELP,
  gamma: GAMMA_HELP,
  charts: CHARTS_HELP,
  analysis: ANALYSIS_HELP,
  ticket: TICKET_HELP,
  positions: POSITIONS_HELP,
  orders: ORDERS_HELP,
  signals: SIGNALS_HELP,
  'market-state': MARKET_STATE_HELP,
  calibration: CALIBRATION_HELP,
  risk: RISK_HELP,
  expiry: EXPIRY_HELP,
  alerts: ALERTS_HELP,
  limits: LIMITS_HELP,
  performance: PERFORMANCE_HELP,
  journal: JOURNAL_HELP,
  practice: PRACTICE_HELP,
  broker: BROKER_HELP,
  'vendor-greeks': VENDOR_GREEKS_HELP,
  connections: CONNECTIONS_HELP,
  audit: AUDIT_HELP,
  system: SYSTEM_HELP,
  access: ACCESS_HELP,
};
