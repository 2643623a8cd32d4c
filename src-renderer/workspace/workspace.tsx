import { type DockviewApi, DockviewDefaultTab, DockviewReact, type DockviewReadyEvent, type DockviewTheme, type IDockviewHeaderActionsProps, type IDockviewPanelHeaderProps, type IDockviewPanelProps, type IWatermarkPanelProps } from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { AccessPanel } from '../panels/access/access-panel.tsx';
import { AlertCount } from '../panels/alerts/alert-count.tsx';
import { AlertsCommands } from '../panels/alerts/alerts-commands.ts';
import { AlertsPanel } from '../panels/alerts/alerts-panel.tsx';
import { AnalysisCommands } from '../panels/analysis/analysis-commands.ts';
import { AnalysisPanel } from '../panels/analysis/analysis-panel.tsx';
import { AuditCommands } from '../panels/audit/audit-commands.ts';
import { AuditPanel } from '../panels/audit/audit-panel.tsx';
import { BrokerCommands } from '../panels/broker/broker-commands.tsx';
import { BrokerPanel } from '../panels/broker/broker-panel.tsx';
import { CalibrationPanel } from '../panels/calibration/calibration-panel.tsx';
import { ChainHeading } from '../panels/chain/chain-heading.tsx';
import { ChainPanel } from '../panels/chain/chain-panel.tsx';
import { ChartsPanel } from '../panels/charts/charts-panel.tsx';
import { ConnectionsPanel } from '../panels/connections/connections-panel.tsx';
import { ConnectionsCommands } from '../panels/connections/connections-sections.ts';
import { ExpiryPanel } from '../panels/expiry/expiry-panel.tsx';
import { GammaPanel } from '../panels/gamma/gamma-panel.tsx';
import { JournalCommands } from '../panels/journal/journal-commands.ts';
import { JournalPanel } from '../panels/journal/journal-panel.tsx';
import { LimitsPanel } from '../panels/limits/limits-panel.tsx';
import { MarketStatePanel } from '../panels/market-state/market-state-panel.tsx';
import { MarketPanel } from '../panels/market/market-panel.tsx';
import { useCancelAllCommand } from '../panels/orders/cancel-all.ts';
import { OrdersPanel } from '../panels/orders/orders-panel.tsx';
import { PerformanceCommands } from '../panels/performance/performance-commands.ts';
import { PerformancePanel } from '../panels/performance/performance-panel.tsx';
import { PositionsPanel } from '../panels/positions/positions-panel.tsx';
import { PracticePanel } from '../panels/practice/practice-panel.tsx';
import { RiskCommands } from '../panels/risk/risk-commands.ts';
import { RiskPanel } from '../panels/risk/risk-panel.tsx';
import { SignalCount } from '../panels/signals/signal-count.tsx';
import { SignalsCommands } from '../panels/signals/signals-commands.ts';
import { SignalsPanel } from '../panels/signals/signals-panel.tsx';
import { useSmileCommand } from '../panels/smile/smile-focus.ts';
import { SystemPanel } from '../panels/system/system-panel.tsx';
import { SystemCommands } from '../panels/system/system-sections.ts';
import { TicketPanel } from '../panels/ticket/ticket-panel.tsx';
import { VendorGreeksPanel } from '../panels/vendor-greeks/vendor-greeks-panel.tsx';
import { VolatilityCommands } from '../panels/volatility/volatility-commands.ts';
import { VolatilityPanel } from '../panels/volatility/volatility-panel.tsx';
import { useVolatilityTab } from '../panels/volatility/volatility-tabs.ts';
import { PanelState } from '../design/panel-state.tsx';
import { HelpButton } from '../help/help-button.tsx';
import { HelpCommands } from '../help/help-commands.tsx';
import { appearance } from './appearance.ts';
import { type Command, useCommands } from './commands.ts';
import { isMac, keyCaps } from './keys.ts';
import { PanelBoundary } from './panel-boundary.tsx';
import { tellPanelsInFront } from './panels-in-front.ts';
import { WINDOW } from './window-name.ts';
import { useMovedPanels } from './windows/move-panel.ts';
import { windowLayout } from './windows/window-layout.ts';
import { buildDefaultLayout, buildFirstLayout, isPanelName, PANELS, type PanelName, restoreLayout, showPanel } from './workspace-layout.ts';
import './workspace.css';

const VIEWS: Record<PanelName, ComponentType<{ readonly visible: boolean }>> = {
  chain: ChainPanel,
  market: MarketPanel,
  volatility: VolatilityPanel,
  gamma: GammaPanel,
  charts: ChartsPanel,
  analysis: AnalysisPanel,
  ticket: TicketPanel,
  positions: PositionsPanel,
  orders: OrdersPanel,
  signals: SignalsPanel,
  'market-state': MarketStatePanel,
  calibration: CalibrationPanel,
  risk: RiskPanel,
  expiry: ExpiryPanel,
  alerts: AlertsPanel,
  limits: LimitsPanel,
  performance: PerformancePanel,
  journal: JournalPanel,
  practice: PracticePanel,
  broker: BrokerPanel,
  'vendor-greeks': VendorGreeksPanel,
  connections: ConnectionsPanel,
  audit: AuditPanel,
  system: SystemPanel,
  access: AccessPanel,
};

function DockPanel({ api }: IDockviewPanelProps) {
  const [visible, setVisible] = useState(api.isVisible);
  useEffect(() => {
    setVisible(api.isVisible);
    const listening = api.onDidVisibilityChange((event) => setVisible(event.isVisible));
    return () => listening.dispose();
  }, [api]);
  if (!isPanelName(api.id)) return null;
  const View = VIEWS[api.id];
  return (
    <PanelBoundary title={PANELS[api.id]}>
      <View visible={visible} />
    </PanelBoundary>
  );
}

const COMPONENTS: Record<string, typeof DockPanel> = Object.fromEntries(Object.keys(PANELS).map((name) => [name, DockPanel]));

/** What a panel's tab counts. */
const COUNTS: Readonly<Record<string, ComponentType>> = { signals: SignalCount, alerts: AlertCount };

function Tab(props: IDockviewPanelHeaderProps) {
  const tab = <DockviewDefaultTab {...props} hideClose />;
  const Count = COUNTS[props.api.id];
  return Count ? (
    <span className="counted">
      {tab}
      <Count />
    </span>
  ) : (
    tab
  );
}

/** null while no panel has the keys. */
function activeName(dock: DockviewApi | null): PanelName | null {
  const id = dock?.activePanel?.id;
  return id !== undefined && isPanelName(id) ? id : null;
}

function Heading({ activePanel }: IDockviewHeaderActionsProps) {
  if (activePanel === undefined || !isPanelName(activePanel.id)) return null;
  return (
    <div className="group-heading">
      {activePanel.id === 'chain' ? <ChainHeading /> : null}
      <HelpButton panel={activePanel.id} />
    </div>
  );
}

/** The dock after its last panel was closed. */
function EmptyDock({ containerApi }: IWatermarkPanelProps) {
  return <PanelState kind="empty" title="Every panel is closed" detail={`${keyCaps('mod+k', isMac()).join(' ')} and "Show panel" open one again.`} action={{ title: 'Reset the layout', run: () => buildFirstLayout(containerApi) }} />;
}

/** The dock with its panels; its arrangement is kept by the core, for the monitors that the window is on. */
export function Workspace() {
  const [dock, setDock] = useState<DockviewApi | null>(null);
  const { theme } = appearance.use();
  const turn = windowLayout.use((layout) => layout.turn);
  const shownTurn = useRef(turn);

  useEffect(() => {
    if (!dock) return;
    const listening = dock.onDidLayoutChange(() => windowLayout.set(dock.toJSON()));
    return () => listening.dispose();
  }, [dock]);
  useEffect(() => {
    if (!dock || turn === shownTurn.current) return;
    shownTurn.current = turn;
    restoreLayout(dock, windowLayout.get());
  }, [dock, turn]);

  useMovedPanels(dock);
  useEffect(() => {
    tellPanelsInFront(() => (dock === null ? [] : dock.panels.filter(({ api }) => api.isVisible).map(({ id }) => id).filter(isPanelName)));
  }, [dock]);

  useCancelAllCommand(() => dock && showPanel(dock, 'orders'));
  useSmileCommand(() => {
    useVolatilityTab.getState().choose('smile');
    if (dock) showPanel(dock, 'volatility');
  });
  useCommands([
    ...Object.entries(PANELS).flatMap(([name, title]): Command[] =>
      isPanelName(name) ? [{ id: `panel.${name}`, title: `Show panel: ${title}`, group: 'Workspace', run: () => dock && showPanel(dock, name) }] : [],
    ),
    { id: 'workspace.reset', title: 'Reset the layout', group: 'Workspace', run: () => dock && buildFirstLayout(dock) },
    { id: 'workspace.asMain', title: 'Lay this window out as a main one', group: 'Workspace', enabled: () => WINDOW !== 'main', run: () => dock && buildDefaultLayout(dock) },
    {
      id: 'workspace.maximise',
      title: 'Maximise or restore the active panel',
      keys: 'z',
      group: 'Workspace',
      run: () => {
        if (dock?.hasMaximizedGroup()) dock.exitMaximizedGroup();
        else dock?.activePanel?.api.maximize();
      },
    },
  ]);

  return (
    <>
      <SignalsCommands show={() => dock && showPanel(dock, 'signals')} />
      <RiskCommands show={() => dock && showPanel(dock, 'risk')} />
      <AnalysisCommands show={() => dock && showPanel(dock, 'analysis')} />
      <AlertsCommands show={() => dock && showPanel(dock, 'alerts')} />
      <JournalCommands show={() => dock && showPanel(dock, 'journal')} />
      <PerformanceCommands show={() => dock && showPanel(dock, 'performance')} />
      <VolatilityCommands show={() => dock && showPanel(dock, 'volatility')} />
      <BrokerCommands show={() => dock && showPanel(dock, 'broker')} />
      <ConnectionsCommands show={() => dock && showPanel(dock, 'connections')} />
      <AuditCommands show={() => dock && showPanel(dock, 'audit')} />
      <SystemCommands show={() => dock && showPanel(dock, 'system')} />
      <HelpCommands active={() => activeName(dock)} />
      <DockviewReact
        components={COMPONENTS}
        defaultTabComponent={Tab}
        rightHeaderActionsComponent={Heading}
        watermarkComponent={EmptyDock}
        theme={DOCK_THEMES[theme]}
        getTabContextMenuItems={() => ['maximize', 'close']}
        onReady={({ api }: DockviewReadyEvent) => {
          restoreLayout(api, windowLayout.get());
          setDock(api);
        }}
      />
    </>
  );
}

const DOCK_THEMES: Record<'dark' | 'light', DockviewTheme> = {
  dark: { name: 'terminal', className: 'dock', colorScheme: 'dark', dndTabIndicator: 'line', tabGroupIndicator: 'none' },
  light: { name: 'terminal', className: 'dock', colorScheme: 'light', dndTabIndicator: 'line', tabGroupIndicator: 'none' },
};
