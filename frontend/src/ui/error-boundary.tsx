import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorPage } from './error-page';
import { isMissingChunk, reloadForChunk } from './missing-chunk';

interface ErrorBoundaryProps {
  /** Another place, such as the next page, is another attempt. */
  place?: string;
  /** What stands in for the children, inside another page. `isMissing`: their code did not load. */
  fallback?: (isMissing: boolean) => ReactNode;
  /** Default `false`: the page then says nothing about a session. */
  isLoggedIn?: () => boolean;
  children: ReactNode;
}

interface State {
  error: unknown;
  /** The page will be reloaded at once, so nothing is shown. */
  isReloading: boolean;
  place: string | undefined;
}

/** Catches errors during rendering, including chunks that fail to load. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { error: null, isReloading: false, place: this.props.place };

  static getDerivedStateFromError(error: unknown) {
    return { error, isReloading: isMissingChunk(error) };
  }

  static getDerivedStateFromProps({ place }: ErrorBoundaryProps, state: State) {
    return place === state.place ? null : { error: null, isReloading: false, place };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
    if (isMissingChunk(error)) void reloadForChunk().then((isReloading) => this.setState({ isReloading }));
  }

  override render() {
    const { error, isReloading } = this.state;
    if (isReloading) return null;
    if (error === null) return this.props.children;
    const isMissing = isMissingChunk(error);
    if (this.props.fallback) return this.props.fallback(isMissing);
    return (
      <main>
        <ErrorPage isMissing={isMissing} isLoggedIn={this.props.isLoggedIn?.() ?? false} />
      </main>
    );
  }
}
