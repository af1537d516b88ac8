import type { TextInputProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PasswordField } from './password-field';
import { MIN_LENGTH } from './password-rule';
import { PasswordStrength } from './password-strength';

interface NewPasswordFieldProps extends Omit<TextInputProps, 'value'> {
  value?: string;
  /** The user's names and email addresses. */
  personal: readonly string[];
}

/** A field for a new password, with the length it needs and its strength. */
export function NewPasswordField({ personal, value = '', ...props }: NewPasswordFieldProps) {
  const { t } = useTranslation();
  return (
    <div>
      <PasswordField
        {...props}
        description={t('fields.newPasswordHint', { count: MIN_LENGTH })}
        value={value}
        autoComplete="new-password"
        mb="xs"
      />
      <PasswordStrength password={value} personal={personal} />
    </div>
  );
}
