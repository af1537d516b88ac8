import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../ui/dialog';

interface LogOutEverywhereDialogProps {
  opened: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks whether to end all sessions. */
export default function LogOutEverywhereDialog({ opened, onConfirm, onClose }: LogOutEverywhereDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} title={t('devices.everywhere')} onClose={onClose}>
      <Stack>
        <Text size="sm">{t('devices.everywhereQuestion')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('app.cancel')}
          </Button>
          <Button color="red.9" onClick={onConfirm}>
            {t('devices.everywhereSubmit')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
