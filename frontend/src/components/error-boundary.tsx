import { Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import classes from './message-page.module.css';

/** Catches what a page throws while it renders, a part of the app that cannot be loaded included. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    return this.state.failed ? <ErrorPage /> : this.props.children;
  }
}

function ErrorPage() {
  return (
    <main className={classes.message} role="alert">
      <IconAlertTriangle size={40} stroke={1.5} aria-hidden className={classes.icon} />
      <Title order={1} className={classes.heading}>
        Something went wrong
      </Title>
      <Text className={classes.text}>This page met an error. Reload it; you stay logged in.</Text>
      <Button onClick={() => window.location.reload()}>Reload the page</Button>
    </main>
  );
}
