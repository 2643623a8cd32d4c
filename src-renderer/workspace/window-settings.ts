import { chainColumns } from '../panels/chain/chain-columns.ts';
import { chartSettings } from '../panels/charts/chart-settings.ts';
import { marketRange } from '../panels/market/market-range.ts';
import { performanceChoice } from '../panels/performance/performance-choice.ts';
import { tourChoice } from '../tour/tour-setting.ts';
import { alertSettings } from './alert-settings.ts';
import { appearance } from './appearance.ts';
import { windowLink } from './windows/link-groups.ts';

/** What the core keeps for the window. */
export const SETTINGS = [alertSettings, appearance, chainColumns, chartSettings, marketRange, performanceChoice, tourChoice, windowLink];
