import { Modal } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Tip } from './tip';

interface DialogProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A question on top of the page. It fits the window, and scrolls inside if it is higher. */
export function Dialog({ opened, title, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  // A dialog that is open in its first render would not return the focus.
  const [isMounted, setMounted] = useState(false);
  useLayoutEffect(() => setMounted(true), []);
  return (
    // Locking the page's scrolling adds a <style> element, which the Content-Security-Policy blocks.
    <Modal.Root opened={opened && isMounted} onClose={onClose} centered lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Without the role, this <header> would be a second banner landmark. */}
        <Modal.Header role="presentation">
          <Modal.Title fw={600}>{title}</Modal.Title>
          <Tip label={t('app.cancel')}>
            <Modal.CloseButton aria-label={t('app.cancel')} />
          </Tip>
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
