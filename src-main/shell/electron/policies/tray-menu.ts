import { formatMoney, type Money } from '../../../../src-core/money.ts';
import type { Standing } from '../../../app/standing.ts';

export type TrayAct = 'show' | 'new_window' | 'halt' | 'quit';

/** A line of the tray's menu: what is said, what can be done, or a line between. */
export type TrayItem = { readonly kind: 'text'; readonly label: string } | { readonly kind: 'act'; readonly act: TrayAct; readonly label: string; readonly enabled: boolean } | { readonly kind: 'separator' };

/** The tray as it is to be seen. */
export interface TrayView {
  /** The icon's name among those of the tray. */
  readonly icon: Lowercase<Standing['state']> | 'unknown';
  readonly toolTip: string;
  readonly items: readonly TrayItem[];
}

const ICONS = { ACTIVE: 'active', REDUCING: 'reducing', HALTED: 'halted' } as const satisfies Record<Standing['state'], TrayView['icon']>;
/** Windows shows no more characters. */
const LONGEST_TOOL_TIP = 127;
const ABSENT = '–';
const SEPARATOR: TrayItem = { kind: 'separator' };

/** `standing` is null while the terminal starts. */
export function trayView(standing: Standing | null): TrayView {
  if (standing === null) {
    const text = 'The terminal is starting';
    return { icon: 'unknown', toolTip: `Smart 0DTE · ${text}`, items: [{ kind: 'text', label: text }, SEPARATOR, ...acts(null)] };
  }
  const { account, openPositions, profitToday, session, state, workingOrders } = standing;
  const what = standing.isFlattening ? `${state} · FLATTENING` : state;
  const whose = standing.isPractice ? 'PRACTICE' : session.label;
  const orders = counted(workingOrders, 'order', 'working');
  const positions = counted(openPositions, 'position', 'open');
  const told = [what, ...(workingOrders > 0 ? [orders] : []), ...(openPositions > 0 ? [positions] : []), `${resultText(profitToday)} today`, ...(standing.isWatching ? ['watching'] : []), whose];
  return {
    icon: ICONS[state],
    toolTip: ['Smart 0DTE', ...told].join(' · ').slice(0, LONGEST_TOOL_TIP),
    items: [
      { kind: 'text', label: [what, whose, ...(session.paused ? ['PAUSED'] : [])].join(' · ') },
      { kind: 'text', label: standing.isPractice ? 'Practice account' : `Account ${account.number} · ${account.kind === 'live' ? 'LIVE' : 'PAPER'}${standing.isWatching ? ' · another workstation trades it' : ''}` },
      { kind: 'text', label: orders },
      { kind: 'text', label: positions },
      { kind: 'text', label: `Result of the day ${resultText(profitToday)}` },
      SEPARATOR,
      ...acts(standing),
    ],
  };
}

function acts(standing: Standing | null): readonly TrayItem[] {
  const isHalted = standing?.state === 'HALTED';
  const halt = isHalted ? 'Trading is halted' : standing?.isPractice === true ? 'Halt trading in the practice…' : 'Halt trading…';
  return [
    { kind: 'act', act: 'show', label: 'Show the window', enabled: true },
    { kind: 'act', act: 'new_window', label: 'New window', enabled: true },
    SEPARATOR,
    { kind: 'act', act: 'halt', label: halt, enabled: standing !== null && !isHalted },
    SEPARATOR,
    { kind: 'act', act: 'quit', label: 'Quit Smart 0DTE', enabled: true },
  ];
}

/** The menu without the result, which alone changes with every quote. */
export function trayItemsBesideResult({ items }: TrayView): string {
  return JSON.stringify(items.filter((item) => item.kind === 'separator' || !item.label.startsWith('Result of the day')));
}

/** What is asked before the tray halts: an icon among icons is hit by mistake. */
export function haltQuestion({ isPractice, isWatching, workingOrders, openPositions }: Standing): { readonly message: string; readonly detail: string } {
  const cancelled = workingOrders === 0 ? 'No order is working.' : workingOrders === 1 ? 'The order that works is cancelled at once.' : `The ${workingOrders} orders that work are cancelled at once.`;
  const kept = openPositions === 0 ? '' : openPositions === 1 ? ' The open position stays open.' : ` The ${openPositions} open positions stay open.`;
  const where = isPractice ? ' This is the practice: the account is not touched.' : isWatching ? ' It acts at the workstation that trades.' : '';
  return { message: 'Halt trading?', detail: `${cancelled}${kept} No order is taken until trading is resumed by hand.${where}` };
}

function counted(count: number, one: string, state: string): string {
  return count === 0 ? `No ${one}s ${state}` : `${count} ${one}${count === 1 ? '' : 's'} ${state}`;
}

/** "+$1,234.56", "−$12.40", "$0.00"; absent "–". */
export function resultText(amount: Money | null): string {
  if (amount === null) return ABSENT;
  const text = formatMoney(amount);
  const grouped = text.replace('-', '').replace(/\B(?=(?:\d{3})+\.)/g, ',');
  if (text === '0.00') return '$0.00';
  return `${text.startsWith('-') ? '−' : '+'}$${grouped}`;
}
