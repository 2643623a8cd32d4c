import { Component, type ErrorInfo, type ReactNode } from 'react';
import { PanelState } from '../design/panel-state.tsx';
import { windowErrors } from './diagnostics/window-errors.ts';

interface PanelBoundaryProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Keeps the failure of one panel from the others. */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly failure: Error | null }> {
  override state: { readonly failure: Error | null } = { failure: null };

  static getDerivedStateFromError(failure: unknown): { readonly failure: Error } {
    return { failure: failure instanceof Error ? failure : new Error(String(failure)) };
  }

  override componentDidCatch(failure: unknown, { componentStack }: ErrorInfo): void {
    windowErrors.tell(failure, this.props.title, componentStack ?? '');
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return (
      <PanelState
        kind="error"
        title={`The panel “${this.props.title}” has failed`}
        detail={failure.message}
        action={{ title: 'Open it again', run: () => this.setState({ failure: null }) }}
      />
    );
  }
}
