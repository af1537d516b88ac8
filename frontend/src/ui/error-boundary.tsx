import { Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './message-page.module.css';

interface ErrorBoundaryProps {
  /** Default `false`: the page then says nothing about a session. */
  isLoggedIn?: () => boolean;
  children: ReactNode;
}

/** Catches errors during rendering, including chunks that fail to load. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    return this.state.failed ? <ErrorPage isLoggedIn={this.props.isLoggedIn?.() ?? false} /> : this.props.children;
  }
}

function ErrorPage({ isLoggedIn }: { isLoggedIn: boolean }) {
  const { t } = useTranslation();
  return (
    <main>
      <div className={classes.message} role="alert">
        <IconAlertTriangle size={40} stroke={1.5} aria-hidden className={classes.icon} />
        <Title order={1} className={classes.heading}>
          {t('errorPage.heading')}
        </Title>
        <Text className={classes.text}>{t(isLoggedIn ? 'errorPage.textSession' : 'errorPage.text')}</Text>
        <Button onClick={() => window.location.reload()}>{t('errorPage.reload')}</Button>
      </div>
    </main>
  );
}
