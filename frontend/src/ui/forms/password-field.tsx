import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A password field with a button that shows the password. No second field to repeat it is needed. */
export function PasswordField(props: TextInputProps & { autoComplete: 'new-password' | 'current-password' }) {
  const { t } = useTranslation();
  const [visible, setVisible] = useState(false);
  return (
    <TextInput
      {...props}
      type={visible ? 'text' : 'password'}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      rightSectionWidth={44}
      rightSection={
        // Not IconButton: its tooltip would add 20 kB to what login and registration wait for.
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={t('fields.showPassword')}
          title={t('fields.showPassword')}
          aria-pressed={visible}
          onClick={() => setVisible(!visible)}
        >
          {visible ? <IconEyeOff size="1.25rem" aria-hidden /> : <IconEye size="1.25rem" aria-hidden />}
        </ActionIcon>
      }
    />
  );
}
